import { ClipboardList } from "lucide-preact";

import { Fold } from "@/base/learning/Fold";
import { getExamState, isLessonDone } from "@/base/learning/items";
import type { Subject, TrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { ButtonLink } from "@/base/ui/Button";
import { Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { nameState, State } from "./State";
import { getExamHref, getLessonHref, getShown, getSubjectHref, type Shown } from "./viewer";

/** The subjects of a training; the first that is not finished is open. */
export function SubjectFolds({ view }: { view: TrainingView }) {
  const subjects = view.Training.TrainingSubject;
  if (subjects.length === 0) return null;
  const shown = getShown(view);
  const current = subjects.find(({ Progress }) => Progress.completed < Progress.total);
  return (
    <section class="stack folds" aria-labelledby="subjects">
      <h2 id="subjects">{t("training:subjects")}</h2>
      {subjects.map((subject) => (
        <SubjectFold key={subject.id} subject={subject} shown={shown} isOpen={subject === current} />
      ))}
    </section>
  );
}

interface Props {
  subject: Subject;
  shown: Shown;
}

function SubjectFold({ subject, shown, isOpen }: Props & { isOpen: boolean }) {
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
        {subject.TrainingSubjectLesson.map((lesson) => (
          <LessonRow key={lesson.id} lesson={lesson} subject={subject} shown={shown} />
        ))}
        {subject.TrainingSubjectExam.map((exam) => (
          <ExamRow key={exam.id} exam={exam} subject={subject} shown={shown} />
        ))}
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

function LessonRow({ lesson, subject, shown }: Props & { lesson: Subject["TrainingSubjectLesson"][number] }) {
  const state = isLessonDone(subject, lesson) ? "done" : "open";
  return (
    <Row
      href={getLessonHref(shown, lesson.id)}
      lead={shown.enrollment && <State state={state} />}
      title={lesson.name}
      detail={[formatDuration(lesson.minutes * 60), !lesson.mandatory && t("training:optional")]
        .filter(Boolean)
        .join(" · ")}
    />
  );
}

function ExamRow({ exam, subject, shown }: Props & { exam: Subject["TrainingSubjectExam"][number] }) {
  const state = getExamState(subject, exam);
  const isOnline = exam.type === "ONLINE";
  const kind = isOnline ? t("training:online_exam") : t("training:class_exam");
  const standing = state === "passed" && nameState("passed");
  return (
    <Row
      href={isOnline ? getExamHref(shown, exam.id) : undefined}
      lead={shown.enrollment && <ExamLead state={state} />}
      title={exam.name}
      detail={[kind, standing, !exam.mandatory && t("training:optional")].filter(Boolean).join(" · ")}
    />
  );
}

/** The view does not tell of every exam whether it is passed. */
function ExamLead({ state }: { state: ReturnType<typeof getExamState> }) {
  if (state === "unknown") return <ClipboardList aria-hidden="true" size={22} />;
  return <State state={state} />;
}
