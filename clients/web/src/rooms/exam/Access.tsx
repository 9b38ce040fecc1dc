import { useEffect } from "preact/hooks";

import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";
import { Moment } from "@/base/time/Moment";
import { parseMoment } from "@/base/time/moments";
import { ButtonLink } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

type Start = Schemas["StartOutput"];
export type Access = NonNullable<Start["access"]>;

/** The longest delay of a timer. */
const LONGEST_MS = 2 ** 31 - 1;

/** Until when a scheduled exam can be started, or from when on, or why no longer; and the way to the class. */
export function AccessNotice({ access }: { access: Access }) {
  const { state, class_id } = access;
  return (
    <Notice tone={state === "OPEN" ? "good" : "info"} title={describeState(state)}>
      <Window access={access} />
      {class_id !== null && (
        <ButtonLink href={`/trainings/onsite/class/${class_id}`} look="secondary">
          {t("exam:to_class")}
        </ButtonLink>
      )}
    </Notice>
  );
}

function describeState(state: Access["state"]): string {
  const texts = {
    OPEN: t("exam:access_open"),
    UPCOMING: t("exam:access_upcoming"),
    CLOSED: t("exam:access_closed"),
    SIGNED: t("exam:access_signed"),
    NO_CLASS: t("exam:access_no_class"),
  };
  return texts[state];
}

/** The dates that matter in this state. */
function Window({ access: { state, opens, closes } }: { access: Access }) {
  if (opens === null || closes === null) return null;
  if (state === "UPCOMING")
    return (
      <p>
        {t("exam:window_opens")} <Moment at={opens} />
        <br />
        {t("exam:window_closes")} <Moment at={closes} />
      </p>
    );
  if (state === "SIGNED") return null;
  return (
    <p>
      {t(state === "OPEN" ? "exam:window_closes" : "exam:window_closed")} <Moment at={closes} />
    </p>
  );
}

/** Reads again when the window opens or closes while the screen is shown: a whole class waits for it. */
export function useWindowChange(access: Access | null | undefined, reload: () => Promise<void>): void {
  const next = findNextChange(access);
  useEffect(() => {
    if (next === undefined) return;
    // A second later, because the clocks of device and server differ a little.
    const delay = parseMoment(next).getTime() - Date.now() + 1_000;
    if (delay < 0 || delay > LONGEST_MS) return;
    const timer = setTimeout(() => void reload(), delay);
    return () => clearTimeout(timer);
  }, [next]);
}

/** When the access changes next by itself. */
export function findNextChange(access: Access | null | undefined): string | undefined {
  if (access?.state === "UPCOMING") return access.opens ?? undefined;
  return access?.state === "OPEN" ? (access.closes ?? undefined) : undefined;
}
