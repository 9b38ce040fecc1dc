import type { ComponentChildren } from "preact";
import type { TrainingView } from "@/base/learning/readings";
import { isUnfinished } from "@/base/learning/State";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { countDaysUntil, formatNearDay } from "@/base/time/near";
import { Card } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";
import { ProgressBar } from "@/base/ui/Progress";

/** What the training is, how far it is, until when, and who looks after it. */
export function Facts({ view }: { view: TrainingView }) {
  const { Training: training, TrainingsUser: enrollment } = view;
  return (
    <Card>
      {enrollment && <TrainingProgress view={view} />}
      {training.description && <p class="prose">{training.description}</p>}
      <dl class="facts">
        {enrollment && <EnrollmentFacts enrollment={enrollment} />}
        <Term name={t("training:starts")}>{training.start && formatDay(training.start)}</Term>
        <Term name={t("training:ends")}>{training.end && formatDay(training.end)}</Term>
        <Term name={t("training:supervisor")}>
          {view.Supervisor && <Supervisor person={view.Supervisor} />}
        </Term>
        <Term name={t("training:manager")}>{training.Manager && nameOf(training.Manager)}</Term>
      </dl>
    </Card>
  );
}

function TrainingProgress({ view }: { view: TrainingView }) {
  const { theory, flights, TrainingFlight: missions } = view.Training;
  const flown = missions.filter(({ completed }) => completed).length;
  return (
    <>
      {theory && <ProgressBar label={t("training:ground_school")} {...view.Progress} />}
      {flights && <ProgressBar label={t("training:missions")} completed={flown} total={missions.length} />}
    </>
  );
}

function EnrollmentFacts({ enrollment }: { enrollment: NonNullable<TrainingView["TrainingsUser"]> }) {
  const { created, finish_before, finish_date, validity, flight_phase } = enrollment;
  return (
    <>
      <Term name={t("training:enrolled")}>{formatDay(created)}</Term>
      <Term name={t("training:deadline")}>
        {isUnfinished(enrollment) && finish_before && <Deadline day={finish_before} />}
      </Term>
      <Term name={t("training:finished_on")}>{finish_date && formatDay(finish_date)}</Term>
      <Term name={t("training:valid_until")}>{validity && <Validity day={validity} />}</Term>
      <Term name={t("training:phase")}>{flight_phase}</Term>
    </>
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

function Deadline({ day }: { day: string }) {
  const days = countDaysUntil(day);
  return (
    <>
      {formatDay(day)}
      {days <= 14 && <Badge tone={days < 0 ? "bad" : "warning"}>{formatNearDay(day)}</Badge>}
    </>
  );
}

function Validity({ day }: { day: string }) {
  return (
    <>
      {formatDay(day)}
      {countDaysUntil(day) < 0 && <Badge tone="warning">{t("training:expired")}</Badge>}
    </>
  );
}

function Supervisor({ person }: { person: NonNullable<TrainingView["Supervisor"]> }) {
  const at = person.email.lastIndexOf("@") + 1;
  return (
    <>
      {nameOf(person)}
      <a class="mail" href={`mailto:${person.email}`}>
        <span>
          {person.email.slice(0, at)}
          <wbr />
          {person.email.slice(at)}
        </span>
      </a>
    </>
  );
}

function nameOf({
  UserDetail: { name, surname },
}: {
  UserDetail: { name: string; surname: string };
}): string {
  return `${name} ${surname}`;
}
