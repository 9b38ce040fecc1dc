import { isUnderWay, isUnfinished, StateBadge } from "@/base/learning/State";
import "./students.css";
import "@/base/learning/learning.css";

import { useRoute } from "preact-iso";

import { Hours } from "@/base/learning/Hours";
import { FlownRows, MissionRows } from "@/base/learning/Missions";
import { type TrainingView, useTrainingView } from "@/base/learning/readings";
import { isChief } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { ButtonLink } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Badge, Empty } from "@/base/ui/Feedback";
import { NotFound, Page } from "@/base/ui/Page";
import { Photo } from "@/base/ui/Photo";
import { ProgressBar } from "@/base/ui/Progress";

import { SubjectFold, TrainingExams } from "./SubjectFold";

/** One enrollment of a student: progress, attendance, exams and flights, for who teaches or supervises it. */
export function Student() {
  const { enrollment } = useRoute().params as { enrollment: string };
  const reading = useTrainingView(enrollment);
  const view = reading.data?.training;
  if (view && !view.User) return <NotFound />; // the id of a training
  const person = view?.User?.UserDetail;
  return (
    <Page
      title={person ? `${person.name} ${person.surname}` : t("students:student")}
      back="/trainings/students/list"
      backLabel={t("students:title")}
      readings={[reading]}
    >
      {view && <Standing view={view} />}
      {view && <Hours enrollment={view.TrainingsUser?.id} />}
      {view?.Training.theory && <Subjects view={view} enrollment={enrollment} />}
      {view?.Training.flights && (
        <Flights view={view} enrollment={enrollment} flights={reading.data?.performedFlightTrainings ?? []} />
      )}
    </Page>
  );
}

function Standing({ view }: { view: TrainingView }) {
  const { TrainingsUser: enrollment, Supervisor: supervisor, Training: training, User: user } = view;
  const flown = training.TrainingFlight.filter(({ completed }) => completed).length;
  return (
    <Card>
      <div class="student-head">
        {user && <Photo {...user.UserDetail} size={64} />}
        <div>
          <h2>{training.name}</h2>
          {enrollment?.finished ? (
            <Badge tone="good">
              {t("students:finished_on", { day: formatDay(enrollment.finish_date ?? "") })}
            </Badge>
          ) : (
            enrollment?.finish_before &&
            isUnfinished(enrollment) && (
              <p>{t("students:deadline", { day: formatDay(enrollment.finish_before) })}</p>
            )
          )}
          <StateBadge state={enrollment?.state} day={enrollment?.withdrawn_date ?? enrollment?.paused_date} />
          {supervisor && (
            <p class="empty">
              {t("students:supervisor", {
                name: `${supervisor.UserDetail.name} ${supervisor.UserDetail.surname}`,
              })}
            </p>
          )}
          {isChief.value && enrollment?.notes && <p class="prose">{enrollment.notes}</p>}
        </div>
      </div>
      {training.theory && <ProgressBar label={t("students:ground_school")} {...view.Progress} />}
      {training.flights && (
        <ProgressBar label={t("students:flights")} completed={flown} total={training.TrainingFlight.length} />
      )}
    </Card>
  );
}

function Subjects({ view, enrollment }: { view: TrainingView; enrollment: string }) {
  return (
    <section class="stack" aria-labelledby="subjects">
      <h2 id="subjects">{t("students:subjects")}</h2>
      {view.Training.TrainingSubject.map((subject) => (
        <SubjectFold key={subject.id} subject={subject} enrollment={enrollment} />
      ))}
      <TrainingExams view={view} />
    </section>
  );
}

interface FlightsProps {
  view: TrainingView;
  enrollment: string;
  flights: Parameters<typeof FlownRows>[0]["flights"];
}

function Flights({ view, enrollment, flights }: FlightsProps) {
  const { Training: training, TrainingsUser: row } = view;
  return (
    <>
      <Card
        title={t("students:flown")}
        actions={
          training.active &&
          (!row || isUnderWay(row)) && (
            <ButtonLink href={`/trainings/missions/record/${enrollment}`}>{t("students:record")}</ButtonLink>
          )
        }
      >
        {flights.length === 0 && <Empty>{t("students:no_flights")}</Empty>}
        <FlownRows flights={flights} needsSignature={training.require_debriefing_signature} />
      </Card>
      <Card title={t("students:syllabus")}>
        <MissionRows missions={training.TrainingFlight} />
      </Card>
    </>
  );
}
