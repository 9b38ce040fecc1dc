import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";
import { formatDay, formatDuration, formatPercent } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { getSchoolDay } from "@/base/time/near";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge, Empty } from "@/base/ui/Feedback";

import { nameState, State } from "./State";
import { type ExamResult, type ExamState, getResultState, type StudiedLesson, sumTime } from "./states";
import { getExamHref, getLessonHref, type Shown } from "./viewer";

type View = Schemas["SubjectViewOutput"];

interface Props {
  view: View;
  shown: Shown;
}

/** The lessons of a subject, each with the exams that close it. */
export function SubjectLessons({ view, shown }: Props) {
  const lessons = view.TrainingSubjectLesson;
  return (
    <Card title={t("training:lessons")}>
      {lessons.length === 0 ? (
        <Empty>{t("training:no_lessons")}</Empty>
      ) : (
        <Rows>
          {lessons.flatMap((lesson) => [
            <LessonRow key={lesson.id} lesson={lesson} view={view} shown={shown} />,
            ...lesson.Exam.map((exam) => (
              <ExamRow key={exam.id} exam={exam} state={getResultState(exam, lesson)} shown={shown} isGate />
            )),
          ])}
        </Rows>
      )}
    </Card>
  );
}

/** The exams of the whole subject; those in class are recorded by the teacher. */
export function SubjectExams({ view, shown }: Props) {
  const exams = view.TrainingSubjectExam;
  if (exams.length === 0) return null;
  return (
    <Card title={t("training:exams")}>
      <Rows>
        {exams.map((exam) =>
          exam.type === "ONLINE" ? (
            <ExamRow key={exam.id} exam={exam} state={getResultState(exam)} shown={shown} />
          ) : (
            <ClassExamRow key={exam.id} exam={exam} />
          ),
        )}
      </Rows>
    </Card>
  );
}

function LessonRow({ lesson, view, shown }: Props & { lesson: StudiedLesson }) {
  const state = view.Progress.lessons[lesson.id] ? "done" : "open";
  return (
    <Row
      href={getLessonHref(shown, lesson.id)}
      lead={<State state={state} />}
      title={lesson.name}
      detail={<LessonDetail lesson={lesson} />}
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

interface ExamProps {
  exam: ExamResult;
  state: ExamState;
  shown: Shown;
  isGate?: boolean;
}

function ExamRow({ exam, state, shown, isGate = false }: ExamProps) {
  const { questions, minutes, score, attempts, attempts_used } = exam;
  const isScheduled = exam.access_mode === "SCHEDULED";
  // Whether a class lets the student take it now is said on the page of the exam.
  const shownState = isScheduled && state === "ready" ? "open" : state;
  const facts = [
    isGate && t("training:gate"),
    isScheduled && t("training:from_class"),
    t("training:questions", { count: questions }),
    formatDuration(minutes * 60),
    t("training:pass_mark", { score: formatPercent(score) }),
    attempts_used > 0 && t("training:attempts", { used: attempts_used, count: attempts }),
  ];
  return (
    <Row
      href={getExamHref(shown, exam.id)}
      lead={
        <span class={isGate ? "gate" : ""}>
          <State state={shownState} />
        </span>
      }
      title={exam.name}
      detail={facts.filter(Boolean).join(" · ")}
      trail={<ExamBadge state={shownState} />}
    />
  );
}

function ExamBadge({ state }: { state: ExamState | "open" }) {
  const tones = { passed: "good", ready: "info", used_up: "bad", locked: "quiet", open: "quiet" } as const;
  return <Badge tone={tones[state]}>{nameState(state)}</Badge>;
}

function ClassExamRow({ exam: { name, passed } }: { exam: View["TrainingSubjectExam"][number] }) {
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
