import { ownZone, schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";

import { formatMoment, formatTime } from "./formats";
import { parseMoment } from "./moments";
import { getDay, isSameClock } from "./zones";

/** A moment of the API in the school's time, with the person's own time beside it where their clock differs. */
export function Moment({ at, timeOnly = false }: { at: string; timeOnly?: boolean }) {
  const moment = parseMoment(at);
  const differs = !isSameClock(moment, schoolZone.value, ownZone.value);
  return (
    <time dateTime={moment.toISOString()}>
      {timeOnly ? formatTime(moment) : formatMoment(moment)}
      {differs && <span class="own-time"> {t("base:own_time", { time: formatOwnTime(moment) })}</span>}
    </time>
  );
}

function formatOwnTime(moment: Date): string {
  const isSameDay = getDay(moment, schoolZone.value) === getDay(moment, ownZone.value);
  return isSameDay ? formatTime(moment, ownZone.value) : formatMoment(moment, ownZone.value);
}
