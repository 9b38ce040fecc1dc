// The hours that a training requires of a student: done, still planned, and whether they can be reached.
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { nameHours } from "./labels";
import { type RequiredHours, useStudentHours } from "./readings";

/** The card of an enrollment; nothing where its training requires no hours, or while they are being read. */
export function Hours({ enrollment }: { enrollment: string | undefined }) {
  const result = useStudentHours(enrollment).data?.result;
  if (!result || result.hours.length === 0) return null;
  return (
    <Card title={t("learning:required_hours")}>
      <Rows>
        {result.hours.map((hours) => (
          <Row
            key={`${hours.kind} ${hours.subject_id}`}
            title={[nameHours(hours.kind), hours.subject].filter(Boolean).join(" · ")}
            detail={describeHours(hours)}
            trail={<Standing hours={hours} />}
          />
        ))}
      </Rows>
    </Card>
  );
}

/** "12 h of 25 h, 1 h credited, 4 h planned, at best 17 h · FCL.210.A(a)(1)" */
export function describeHours(hours: RequiredHours): string {
  const { required, done, credited, planned, best, missing, note } = hours;
  const facts = [
    t("learning:hours_done", { done: formatMinutes(done), required: formatMinutes(required) }),
    credited > 0 && t("learning:hours_credited", { time: formatMinutes(credited) }),
    missing > 0 && planned > 0 && t("learning:hours_planned", { time: formatMinutes(planned) }),
    missing > 0 && t("learning:hours_best", { time: formatMinutes(best) }),
  ];
  return [facts.filter(Boolean).join(", "), note].filter(Boolean).join(" · ");
}

function Standing({ hours: { missing, reachable } }: { hours: RequiredHours }) {
  if (missing === 0) return <Badge tone="good">{t("learning:hours_reached")}</Badge>;
  if (!reachable) return <Badge tone="bad">{t("learning:hours_out_of_reach")}</Badge>;
  return <Badge tone="quiet">{t("learning:hours_missing", { time: formatMinutes(missing) })}</Badge>;
}

export function formatMinutes(minutes: number): string {
  return formatDuration(minutes * 60);
}
