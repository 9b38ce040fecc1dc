import { useState } from "preact/hooks";

import { schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatWeekday } from "@/base/time/formats";
import { addDays } from "@/base/time/zones";
import { Button } from "@/base/ui/Button";
import { Card, Rows } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { PageBody } from "@/base/ui/Page";

import { type Day, groupByDay } from "./days";
import { Entry } from "./Entry";
import { useClasses } from "./reading";

const STEP_DAYS = 30;
/** The API gives 400 days at most. */
const MOST_DAYS = 390;

/** The classes from today on, day by day, a month at a time. */
export function Upcoming({ today }: { today: string }) {
  const [count, setCount] = useState(STEP_DAYS);
  const last = addDays(today, count - 1);
  const reading = useClasses(today, last);
  const days = groupByDay(reading.data ?? [], today, count, schoolZone.value).filter(
    (day) => day.entries.length > 0,
  );
  return (
    <>
      <PageBody readings={[reading]}>
        {days.length === 0 && <Empty>{t("timetable:none_until", { day: formatWeekday(last) })}</Empty>}
        {days.map((day) => (
          <DayCard key={day.day} {...day} isToday={day.day === today} />
        ))}
      </PageBody>
      {count < MOST_DAYS && (
        <div class="buttons">
          <Button look="secondary" isBusy={reading.isLoading} onClick={() => setCount(count + STEP_DAYS)}>
            {t("timetable:more")}
          </Button>
        </div>
      )}
    </>
  );
}

function DayCard({ day, entries, isToday }: Day & { isToday: boolean }) {
  const title = isToday ? t("timetable:today", { day: formatWeekday(day) }) : formatWeekday(day);
  return (
    <Card title={title}>
      <Rows>
        {entries.map((entry) => (
          <Entry key={entry.id} {...entry} />
        ))}
      </Rows>
    </Card>
  );
}
