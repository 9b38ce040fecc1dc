import { useSignalEffect } from "@preact/signals";
import { Timer } from "lucide-preact";
import { useRef, useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { join } from "@/base/ui/Button";

import type { Countdown, TimeLeft } from "../sitting/countdown";
import { findAnnouncement, formatClock } from "./times";

const HURRY_SECONDS = 300;
const LAST_SECONDS = 60;

/** The time that is left, announced when 10, 5 and 1 minutes are. */
export function Clock({ countdown }: { countdown: Countdown }) {
  const { seconds } = countdown.left.value;
  const tone = typeof seconds !== "number" || seconds > HURRY_SECONDS ? "" : getUrgency(seconds);
  return (
    <div class={join("exam-clock", tone)}>
      <Timer aria-hidden="true" size={20} />
      <span role="timer">{describe(countdown.left.value)}</span>
      <Announcer countdown={countdown} />
    </div>
  );
}

function getUrgency(seconds: number): string {
  return seconds > LAST_SECONDS ? "warning" : "bad";
}

function describe({ seconds, isCertain }: TimeLeft): string {
  if (seconds === undefined) return t("exam:time_unknown");
  if (seconds === null) return t("exam:no_limit");
  const time = formatClock(seconds);
  return isCertain ? time : t("exam:at_most", { time });
}

function Announcer({ countdown }: { countdown: Countdown }) {
  const [minutes, setMinutes] = useState<number>();
  const before = useRef<number>();
  useSignalEffect(() => {
    const { seconds } = countdown.left.value;
    if (typeof seconds !== "number") return;
    const announced = findAnnouncement(before.current, seconds);
    before.current = seconds;
    if (announced !== undefined) setMinutes(announced);
  });
  return (
    <span class="visually-hidden" role="status">
      {minutes !== undefined && t("exam:minutes_left", { count: minutes })}
    </span>
  );
}
