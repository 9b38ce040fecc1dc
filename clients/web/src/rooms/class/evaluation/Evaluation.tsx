import { useRoute } from "preact-iso";

import { formatName } from "@/base/classes/draft";
import { getValue } from "@/base/classes/marks";
import { useEvaluation } from "@/base/classes/reads";
import { isOnRoster } from "@/base/classes/rules";
import { type ClassView, type RosterRow, readRatings } from "@/base/classes/state";
import { isManager } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { Empty, ErrorNotice, Skeleton } from "@/base/ui/Feedback";
import { NotFound, Page } from "@/base/ui/Page";
import { Photo } from "@/base/ui/Photo";

import { ReadOnly } from "../Details";
import { summarise } from "../marks/labels";
import { Unsent } from "../marks/Unsent";
import { ObstacleNotice } from "../Obstacle";
import { OwnAttendance } from "../OwnAttendance";
import { Presence } from "../Presence";
import { getShown, getViewer, useRecording, type Values } from "../recording";
import { SavingBadge } from "../SavingBadge";
import { EvaluationForm } from "./EvaluationForm";
import { listRateable, RatingList } from "./RatingList";

type Recording = ReturnType<typeof useRecording>;

/** How one student did in a class: ratings, remarks and measures on one screen, and the way to the next student. */
export function Evaluation() {
  const { params } = useRoute();
  const [classId, user] = [params["id"]!, params["user"]!];
  const recording = useRecording(classId);
  const row = recording.view?.attendances.find((one) => one.User.id === user);
  const back = `/trainings/onsite/class/${classId}`;
  return (
    <Page
      title={row ? formatName(row.User.UserDetail) : t("class:evaluation")}
      back={back}
      backLabel={t("class:to_class")}
      readings={[recording.reading]}
    >
      {recording.view && (row ? <Body key={user} recording={recording} row={row} /> : <NotFound />)}
    </Page>
  );
}

function Body({ recording, row }: { recording: Recording; row: RosterRow }) {
  const view = recording.view!;
  const classId = view.class.LessonClass.id;
  const viewer = getViewer();
  if (isOnRoster(view, viewer.userId) && !isManager.value) return <OwnAttendance view={view} />;
  return (
    <div class="class-room">
      <Unsent classId={classId} />
      <ObstacleNotice recording={recording} />
      <Student recording={recording} row={row} />
      <Neighbours view={view} user={row.User.id} />
    </div>
  );
}

function Student({ recording, row }: { recording: Recording; row: RosterRow }) {
  const { draft, obstacle } = recording;
  const view = recording.view!;
  const classId = view.class.LessonClass.id;
  const evaluation = useEvaluation(classId, row.User.id);
  const ratings = readRatings(evaluation.data);
  const shown = getShown(row, draft, ratings);
  const { UserDetail: person } = row.User;
  return (
    <>
      <section class="card evaluated">
        <Photo name={person.name} surname={person.surname} photo={person.photo} size={64} />
        <div class="student-name">
          <span>{summarise(shown, view.class.TrainingSubjectExam !== null)}</span>
          <SavingBadge user={row.User.id} classId={classId} />
        </div>
        {obstacle === undefined && <Presence view={view} row={row} draft={draft} />}
      </section>
      {obstacle === undefined ? (
        <EvaluationForm
          view={view}
          row={row}
          shown={shown}
          ratings={ratings}
          isKnown={evaluation.data !== undefined}
        />
      ) : (
        <Recorded view={view} shown={shown} evaluation={evaluation} />
      )}
    </>
  );
}

interface RecordedProps {
  view: ClassView;
  shown: Values;
  evaluation: ReturnType<typeof useEvaluation>;
}

/** An evaluation that cannot be changed now. */
function Recorded({ view, shown, evaluation }: RecordedProps) {
  if (!evaluation.data)
    return evaluation.error === undefined ? (
      <Skeleton />
    ) : (
      <ErrorNotice error={evaluation.error} retry={evaluation.reload} />
    );
  const isRated = listRateable(view).some(({ field }) => getValue(shown, field) !== "");
  return (
    <Card title={t("class:evaluation")}>
      {isRated ? <RatingList view={view} values={shown} /> : <Empty>{t("class:not_rated")}</Empty>}
      <ReadOnly shown={shown} isExam={view.class.TrainingSubjectExam !== null} />
    </Card>
  );
}

/** The students before and after this one on the roster. */
function Neighbours({ view, user }: { view: ClassView; user: string }) {
  const place = view.attendances.findIndex((row) => row.User.id === user);
  return (
    <nav class="neighbours" aria-label={t("class:neighbours")}>
      <Neighbour view={view} row={view.attendances[place - 1]} arrow="←" label={t("class:previous")} />
      <small>{t("base:of", { completed: place + 1, total: view.attendances.length })}</small>
      <Neighbour view={view} row={view.attendances[place + 1]} arrow="→" label={t("class:next")} />
    </nav>
  );
}

interface NeighbourProps {
  view: ClassView;
  row: RosterRow | undefined;
  arrow: "←" | "→";
  label: string;
}

function Neighbour({ view, row, arrow, label }: NeighbourProps) {
  if (!row) return <span />;
  const name = formatName(row.User.UserDetail);
  return (
    <a
      class="button secondary"
      href={`/app/trainings/onsite/class/${view.class.LessonClass.id}/evaluate/${row.User.id}`}
      aria-label={`${label}: ${name}`}
    >
      {arrow === "←" ? `← ${name}` : `${name} →`}
    </a>
  );
}
