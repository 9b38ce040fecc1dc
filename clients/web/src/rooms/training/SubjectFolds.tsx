import { Fold } from "@/base/learning/Fold";
import { findNextItem, isLessonDone, listTrainingExams, putInOrder } from "@/base/learning/items";
import type { Subject, TrainingExam, TrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { ButtonLink } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { ExamRow, NextBadge } from "./ExamRow";
import { nameState, State } from "./State";
import { getResultState } from "./states";
import { getExamHref, getLessonHref, getShown, getSubjectHref, type Shown } from "./viewer";

/** The subjects of a training; the first that is not finished is open. */
export function SubjectFolds({ view }: { view: TrainingView }) {
  const subjects = view.Training.TrainingSubject;
  if (subjects.length === 0) return null;
  const shown = getShown(view);
  const next = findNextId(view);
  const current = subjects.find(({ Progress }) => Progress.completed < Progress.total);
  return (
    <section class="stack folds" aria-labelledby="subjects">
      <h2 id="subjects">{t("training:subjects")}</h2>
      {subjects.map((subject) => (
        <SubjectFold
          key={subject.id}
          subject={subject}
          shown={shown}
          next={next}
          isOpen={subject === current}
        />
      ))}
    </section>
  );
}

/** What the student of a training that is learned alone does next. */
function findNextId(view: TrainingView): string | undefined {
  return view.TrainingsUser && view.Training.type === "DISTANCE" ? findNextItem(view)?.id : undefined;
}

/** The exams of the whole training. */
export function TrainingExams({ view }: { view: TrainingView }) {
  const exams = listTrainingExams(view);
  if (exams.length === 0) return null;
  const next = findNextId(view);
  return (
    <Card title={t("training:training_exams")}>
      <Rows>
        {exams.map((exam) => (
          <TrainingExamRow key={exam.id} exam={exam} shown={getShown(view)} isNext={exam.id === next} />
        ))}
      </Rows>
    </Card>
  );
}

function TrainingExamRow({ exam, shown, isNext }: { exam: TrainingExam; shown: Shown; isNext: boolean }) {
  if (!shown.enrollment || exam.type === "ONSITE")
    return <PlainExamRow exam={exam} shown={shown} isNext={isNext} />;
  return <ExamRow exam={exam} state={getResultState(exam)} shown={shown} isNext={isNext} />;
}

interface Props {
  subject: Subject;
  shown: Shown;
  next: string | undefined;
}

function SubjectFold({ subject, shown, next, isOpen }: Props & { isOpen: boolean }) {
  const href = getSubjectHref(shown, subject.id);
  return (
    <Fold
      isOpen={isOpen}
      title={
        <>
          <span class="code">{subject.code}</span> {subject.name}
        </>
      }
      trail={shown.enrollment && <SubjectProgress progress={subject.Progress} />}
    >
      <Rows>
        {putInOrder(subject.TrainingSubjectLesson, subject.TrainingSubjectExam).map(({ kind, row }) =>
          kind === "lesson" ? (
            <LessonRow key={row.id} lesson={row} subject={subject} shown={shown} next={next} />
          ) : (
            <PlainExamRow key={row.id} exam={row} shown={shown} isNext={row.id === next} />
          ),
        )}
        {href && (
          <li class="fold-foot">
            <ButtonLink href={href} look="quiet">
              {t("training:subject_details")}
            </ButtonLink>
          </li>
        )}
      </Rows>
    </Fold>
  );
}

function SubjectProgress({ progress: { completed, total } }: { progress: Subject["Progress"] }) {
  if (total === 0) return null;
  const isDone = completed === total;
  return (
    <Badge tone={isDone ? "good" : "quiet"}>
      {isDone ? t("training:done") : t("base:of", { completed, total })}
    </Badge>
  );
}

function LessonRow({
  lesson,
  subject,
  shown,
  next,
}: Props & { lesson: Subject["TrainingSubjectLesson"][number] }) {
  const state = isLessonDone(subject, lesson) ? "done" : "open";
  return (
    <Row
      href={getLessonHref(shown, lesson.id)}
      lead={shown.enrollment && <State state={state} />}
      title={lesson.name}
      detail={[formatDuration(lesson.minutes * 60), !lesson.mandatory && t("training:optional")]
        .filter(Boolean)
        .join(" · ")}
      trail={lesson.id === next && <NextBadge />}
    />
  );
}

interface PlainProps {
  exam: Pick<TrainingExam, "id" | "name" | "type" | "mandatory" | "completed">;
  shown: Shown;
  isNext: boolean;
}

/** An exam without its attempts. */
function PlainExamRow({ exam, shown, isNext }: PlainProps) {
  const state = exam.completed ? "passed" : "open";
  const isOnline = exam.type === "ONLINE";
  const kind = isOnline ? t("training:online_exam") : t("training:class_exam");
  const standing = state === "passed" && nameState("passed");
  return (
    <Row
      href={isOnline ? getExamHref(shown, exam.id) : undefined}
      lead={shown.enrollment && <State state={state} />}
      title={exam.name}
      detail={[kind, standing, !exam.mandatory && t("training:optional")].filter(Boolean).join(" · ")}
      trail={isNext && <NextBadge />}
    />
  );
}
