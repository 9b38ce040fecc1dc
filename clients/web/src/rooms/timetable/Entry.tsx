import { ownZone, schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatPeriod } from "@/base/time/formats";
import { isSameClock } from "@/base/time/zones";
import { Row } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import type { Entry as CalendarEntry } from "./days";

/** A class in a list: its colour, time, teacher and place. Leads to the class. */
export function Entry({
  title,
  start,
  end,
  color,
  url,
  extendedProps: { type, teacher, location, status },
}: CalendarEntry) {
  return (
    <Row
      href={url}
      lead={<span class="entry-color" style={{ background: color }} />}
      title={title}
      detail={
        <>
          <Period start={start} end={end} />
          {` · ${[teacher, location].filter(Boolean).join(" · ")}`}
        </>
      }
      trail={
        <>
          {type === "exam" && <Badge>{t("timetable:exam")}</Badge>}
          {status === "closed" && <Badge tone="quiet">{t("timetable:closed")}</Badge>}
        </>
      }
    />
  );
}

/** "18:00–19:30" at the school, with the person's own time beside it where their clock differs. */
export function Period({ start, end }: { start: string; end: string }) {
  const from = new Date(start);
  const until = new Date(end);
  const own = isSameClock(from, schoolZone.value, ownZone.value)
    ? undefined
    : formatPeriod(from, until, ownZone.value);
  return (
    <>
      {formatPeriod(from, until)}
      {own && <span class="own-time"> {t("base:own_time", { time: own })}</span>}
    </>
  );
}
