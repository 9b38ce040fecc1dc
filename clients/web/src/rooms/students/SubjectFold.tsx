import { useState } from "preact/hooks";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { listTrainingExams, putInOrder } from "@/base/learning/items";
import type { Subject, TrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatMoment } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";
import { PageBody } from "@/base/ui/Page";

type Lesson = Schemas["StudiedLessonOutput"];
type Attendance = Lesson["TrainingSubjectAttendance"][number];
interface Sat {
  name: string;
  passed: boolean;
  attempts_used: number;
  attempts: number;
}

/** A subject of one student. What happened in it is read when it is opened. */
export function SubjectFold({ subject, enrollment }: { subject: Subject; enrollment: string }) {
  const [isOpen, setOpen] = useState(false);
  const { completed, total } = subject.Progress;
  return (
    <details class="card fold" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="fold-title">{`${subject.code} ${subject.name}`.trim()}</span>
        <Badge tone={total > 0 && completed === total ? "good" : "quiet"}>
          {t("base:of", { completed, total })}
        </Badge>
      </summary>
      {isOpen && <Results enrollment={enrollment} subject={subject.id} />}
    </details>
  );
}

function Results({ enrollment, subject }: { enrollment: string; subject: string }) {
  const path = { enrollment_id: enrollment, subject_id: subject };
  const reading = useReading(`/trainings/subjects/view/${enrollment}/${subject}`, (via) =>
    api.GET("/trainings/subjects/view/{enrollment_id}/{subject_id}.json", { ...via, params: { path } }),
  );
  const found = reading.data?.subject;
  return (
    <PageBody readings={[reading]}>
      <Rows>
        {found &&
          putInOrder(found.TrainingSubjectLesson, found.TrainingSubjectExam).map(({ kind, row }) =>
            kind === "lesson" ? (
              <LessonResult key={row.id} lesson={row} isDone={found.Progress.lessons[row.id] === true} />
            ) : (
              <ExamResult key={row.id} exam={row} />
            ),
          )}
      </Rows>
    </PageBody>
  );
}

/** The exams of the whole training as one student stands with them. */
export function TrainingExams({ view }: { view: TrainingView }) {
  const exams = listTrainingExams(view);
  if (exams.length === 0) return null;
  return (
    <Card title={t("students:training_exams")}>
      <Rows>
        {exams.map((exam) => (
          <ExamResult key={exam.id} exam={exam} />
        ))}
      </Rows>
    </Card>
  );
}

function ExamResult({ exam }: { exam: Sat }) {
  return <Row title={exam.name} detail={describeExam(exam)} trail={<Passed {...exam} />} />;
}

function LessonResult({ lesson, isDone }: { lesson: Lesson; isDone: boolean }) {
  const facts = [
    ...lesson.TrainingSubjectAttendance.map(describeAttendance),
    ...lesson.Exam.map(describeExam),
  ];
  return (
    <Row
      title={lesson.name}
      detail={facts.length > 0 ? facts.join(" · ") : undefined}
      trail={isDone && <Badge tone="good">{t("students:done")}</Badge>}
    />
  );
}

function describeAttendance({ value, LessonClass: held }: Attendance): string {
  if (held.datetime === null) return t("students:studied");
  const when = formatMoment(parseMoment(held.datetime));
  return value ? t("students:present_on", { when }) : t("students:absent_on", { when });
}

function describeExam({ name, passed, attempts_used: used, attempts }: Sat): string {
  const tries = t("students:attempts", { used, attempts });
  return passed ? `${name}: ${t("students:passed")}, ${tries}` : `${name}: ${tries}`;
}

function Passed({ passed, attempts_used: used }: Sat) {
  if (passed) return <Badge tone="good">{t("students:passed")}</Badge>;
  return used > 0 ? <Badge tone="warning">{t("students:not_passed")}</Badge> : null;
}
