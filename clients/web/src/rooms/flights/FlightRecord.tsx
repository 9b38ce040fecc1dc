import type { ComponentChildren } from "preact";

import { FLIGHT_TIMES, nameFlightTime, nameFlightType } from "@/base/learning/labels";
import { describeRating } from "@/base/ratings/ratings";
import { t } from "@/base/texts/translate";
import { formatDay, formatDuration } from "@/base/time/formats";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { enrollmentPath, nameOf } from "./people";
import type { FlightView } from "./signing";

/** What is on record about a flight: what the debriefing signature covers. */
export function FlightRecord({ flight }: { flight: FlightView }) {
  const { objectives, remarks } = flight.UserTrainingFlight;
  return (
    <>
      <Card>
        <Facts flight={flight} />
      </Card>
      {objectives.length > 0 && <Grades objectives={objectives} />}
      <Card title={t("flights:remarks")}>
        <p class={remarks ? "prose" : "empty"}>{remarks || t("flights:no_remarks")}</p>
      </Card>
    </>
  );
}

function Facts({ flight }: { flight: FlightView }) {
  const { UserTrainingFlight: record, TrainingFlight: mission, Training: training } = flight;
  return (
    <dl class="facts">
      <Term name={t("flights:training")}>
        <a class="training-link" href={`/app${enrollmentPath(flight)}`}>
          {training.name}
        </a>
      </Term>
      <Term name={t("flights:student")}>{nameOf(flight.User)}</Term>
      <Term name={t("flights:day")}>{formatDay(record.date)}</Term>
      <Term name={t("flights:time")}>{formatDuration(record.time)}</Term>
      <Term name={t("flights:times")}>{describeTimes(record.times)}</Term>
      <Term name={t("flights:type")}>{`${nameFlightType(mission.flight_type)} · ${mission.rules}`}</Term>
      <Term name={t("flights:number")}>{record.flight_id}</Term>
      <Term name={t("flights:instructor")}>{flight.Instructor && nameOf(flight.Instructor)}</Term>
      <Term name={t("flights:mission")}>
        {record.completed === null ? (
          <Badge tone="warning">{t("flights:not_completed")}</Badge>
        ) : (
          <Badge tone="good">{t("flights:completed")}</Badge>
        )}
      </Term>
    </dl>
  );
}

/** "Dual 1 h, night 30 min"; empty where nothing was stated, and the type of the mission says it. */
function describeTimes(times: Record<string, number>): string {
  return FLIGHT_TIMES.filter((kind) => times[kind])
    .map((kind) => `${nameFlightTime(kind)} ${formatDuration(times[kind]!)}`)
    .join(", ");
}

function Grades({ objectives }: { objectives: FlightView["UserTrainingFlight"]["objectives"] }) {
  return (
    <Card title={t("flights:grades")}>
      <Rows>
        {objectives.map(({ objective_id, name, grade }) => (
          <Row key={objective_id} title={name} trail={<Badge tone="quiet">{describeRating(grade)}</Badge>} />
        ))}
      </Rows>
    </Card>
  );
}

/** A fact with its name; nothing where there is no such fact. */
function Term({ name, children }: { name: string; children: ComponentChildren }) {
  if (!children) return null;
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
