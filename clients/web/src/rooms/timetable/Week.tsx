import { ChevronLeft, ChevronRight } from "lucide-preact";
import { useState } from "preact/hooks";

import { schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatShortDay, formatWeekday } from "@/base/time/formats";
import { addDays } from "@/base/time/zones";
import { Button, join } from "@/base/ui/Button";
import { PageBody } from "@/base/ui/Page";

import { type Entry as CalendarEntry, type Day, getMonday, groupByDay } from "./days";
import { Period } from "./Entry";
import { useClasses } from "./reading";

const WEEK = 7;

/** A week: seven columns at a desk, one day below the other on a phone. */
export function Week({ today }: { today: string }) {
  const [monday, setMonday] = useState(getMonday(today));
  const sunday = addDays(monday, WEEK - 1);
  const reading = useClasses(monday, sunday);
  return (
    <>
      <div class="week-head">
        <Button
          look="quiet"
          aria-label={t("timetable:previous_week")}
          onClick={() => setMonday(addDays(monday, -WEEK))}
        >
          <ChevronLeft aria-hidden="true" />
        </Button>
        <h2 aria-live="polite">
          {t("timetable:from_to", { from: formatShortDay(monday), to: formatShortDay(sunday) })}
        </h2>
        <Button
          look="quiet"
          aria-label={t("timetable:next_week")}
          onClick={() => setMonday(addDays(monday, WEEK))}
        >
          <ChevronRight aria-hidden="true" />
        </Button>
        <Button look="secondary" onClick={() => setMonday(getMonday(today))}>
          {t("timetable:this_week")}
        </Button>
      </div>
      <PageBody readings={[reading]}>
        <ol class="week">
          {groupByDay(reading.data ?? [], monday, WEEK, schoolZone.value).map((day) => (
            <Column key={day.day} {...day} isToday={day.day === today} />
          ))}
        </ol>
      </PageBody>
    </>
  );
}

function Column({ day, entries, isToday }: Day & { isToday: boolean }) {
  return (
    <li class={join("week-day", isToday && "is-today")}>
      <h3>{formatWeekday(day)}</h3>
      {entries.length === 0 ? (
        <p class="empty">{t("timetable:free")}</p>
      ) : (
        entries.map((entry) => <Block key={entry.id} {...entry} />)
      )}
    </li>
  );
}

function Block({ title, start, end, color, url, extendedProps: { location } }: CalendarEntry) {
  return (
    <a class="week-entry" href={`/app${url}`} style={{ borderColor: color }}>
      <strong>{title}</strong>
      <span>
        <Period start={start} end={end} />
      </span>
      {location && <span>{location}</span>}
    </a>
  );
}
