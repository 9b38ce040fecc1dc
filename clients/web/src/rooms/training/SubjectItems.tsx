import type { Schemas } from "@/base/api/client";
import { putInOrder } from "@/base/learning/items";
import { t } from "@/base/texts/translate";
import { formatDay, formatDuration } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { getSchoolDay } from "@/base/time/near";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge, Empty } from "@/base/ui/Feedback";

import { ExamRow, NextBadge } from "./ExamRow";
import { nameState, State } from "./State";
import { findNextActivity, getResultState, type StudiedLesson, sumTime } from "./states";
import { getLessonHref, type Shown } from "./viewer";

type View = Schemas["SubjectViewOutput"];

type SubjectExam = View["TrainingSubjectExam"][number];

interface Props {
  view: View;
  shown: Shown;
}

interface LessonProps extends Props {
  lesson: StudiedLesson;
  next: string | undefined;
}

/** The lessons of a subject, each with the exams that close it, and the exams of the subject, in their one order. */
export function SubjectItems({ view, shown }: Props) {
  const activities = putInOrder(view.TrainingSubjectLesson, view.TrainingSubjectExam);
  const next = findNextActivity(view);
  return (
    <Card title={t("training:activities")}>
      {activities.length === 0 ? (
        <Empty>{t("training:no_activities")}</Empty>
      ) : (
        <Rows>
          {activities.map(({ kind, row }) =>
            kind === "lesson" ? (
              <LessonRows key={row.id} lesson={row} view={view} shown={shown} next={next} />
            ) : (
              <SubjectExamRow key={row.id} exam={row} shown={shown} isNext={row.id === next} />
            ),
          )}
        </Rows>
      )}
    </Card>
  );
}

function LessonRows({ lesson, view, shown, next }: LessonProps) {
  return (
    <>
      <LessonRow lesson={lesson} view={view} shown={shown} next={next} />
      {lesson.Exam.map((exam) => (
        <ExamRow
          key={exam.id}
          exam={exam}
          state={getResultState(exam, lesson)}
          shown={shown}
          isGate
          isNext={exam.id === next}
        />
      ))}
    </>
  );
}

/** An exam in class is recorded by the teacher. */
function SubjectExamRow({ exam, shown, isNext }: { exam: SubjectExam; shown: Shown; isNext: boolean }) {
  if (exam.type === "ONSITE") return <ClassExamRow exam={exam} />;
  return <ExamRow exam={exam} state={getResultState(exam)} shown={shown} isNext={isNext} />;
}

function LessonRow({ lesson, view, shown, next }: LessonProps) {
  const state = view.Progress.lessons[lesson.id] ? "done" : "open";
  return (
    <Row
      href={getLessonHref(shown, lesson.id)}
      lead={<State state={state} />}
      title={lesson.name}
      detail={<LessonDetail lesson={lesson} />}
      trail={lesson.id === next && <NextBadge />}
    />
  );
}

function LessonDetail({ lesson }: { lesson: StudiedLesson }) {
  const planned = formatDuration(lesson.minutes * 60);
  const time = sumTime(lesson);
  const facts = [
    time > 0 ? t("training:time_of", { time: formatDuration(time), planned }) : planned,
    lesson.slides_count > 0 && t("training:slides", { count: lesson.slides_count }),
    !lesson.mandatory && t("training:optional"),
  ];
  return (
    <>
      {facts.filter(Boolean).join(" · ")}
      {lesson.TrainingSubjectAttendance.map(({ value, LessonClass: { id, datetime } }) =>
        datetime ? <ClassLine key={id} isPresent={value} datetime={datetime} /> : null,
      )}
    </>
  );
}

function ClassLine({ isPresent, datetime }: { isPresent: boolean; datetime: string }) {
  const day = formatDay(getSchoolDay(parseMoment(datetime)));
  return (
    <span class="class-line">
      {isPresent ? t("training:present", { day }) : t("training:absent", { day })}
    </span>
  );
}

function ClassExamRow({ exam: { name, passed } }: { exam: SubjectExam }) {
  const state = passed ? "passed" : "open";
  return (
    <Row
      lead={<State state={state} />}
      title={name}
      detail={t("training:class_exam")}
      trail={<Badge tone={passed ? "good" : "quiet"}>{nameState(state)}</Badge>}
    />
  );
}
