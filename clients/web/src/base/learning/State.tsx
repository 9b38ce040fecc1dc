import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { Badge } from "@/base/ui/Feedback";

/** How an enrollment stands. A copy that an older version of the app has kept has no `state`. */
interface Standing {
  finished: boolean;
  state?: "ONGOING" | "PAUSED" | "WITHDRAWN" | "FINISHED";
}

/** Whether the student can go on: neither finished, nor paused, nor withdrawn. */
export function isUnderWay({ state, finished }: Standing): boolean {
  return state === undefined ? !finished : state === "ONGOING";
}

/** Whether the student may still go on one day: a pause ends. */
export function isUnfinished({ state, finished }: Standing): boolean {
  return !finished && state !== "WITHDRAWN";
}

/** That a training is paused or was withdrawn, and since which day where that is known; nothing otherwise. */
export function StateBadge({ state, day }: { state: Standing["state"]; day?: string | null | undefined }) {
  if (state !== "PAUSED" && state !== "WITHDRAWN") return null;
  const key = state === "PAUSED" ? "paused" : "withdrawn";
  return (
    <Badge tone={state === "PAUSED" ? "warning" : "quiet"}>
      {day ? t(`learning:${key}_since`, { day: formatDay(day) }) : t(`learning:${key}`)}
    </Badge>
  );
}
