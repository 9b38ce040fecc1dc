import { CircleCheck, ClipboardCheck, Lock } from "lucide-preact";

import { examPath } from "@/base/learning/paths";
import { StartAgain } from "@/base/learning/StartAgain";
import { t } from "@/base/texts/translate";
import { Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import type { LessonView } from "./Lesson";

type Gate = LessonView["lesson"]["Exam"][number];

/** The gate exams of a lesson, which must be passed as well; nothing where it has none. */
export function GateExams({ view, enrollment }: { view: LessonView; enrollment: string }) {
  const exams = view.lesson.Exam;
  if (exams.length === 0) return null;
  return (
    <div class="card gates">
      <h2>{t("lesson:gate_exams", { count: exams.length })}</h2>
      <Rows>
        {exams.map((exam) => (
          <GateRow key={exam.id} exam={exam} enrollment={enrollment} isOpen={view.testAuthorization} />
        ))}
      </Rows>
      {view.can_reset && <StartAgain of={{ enrollment, lesson: view.lesson.TrainingSubjectLesson.id }} />}
    </div>
  );
}

function GateRow({ exam, enrollment, isOpen }: { exam: Gate; enrollment: string; isOpen: boolean }) {
  const maySit = isOpen && exam.available;
  const Icon = exam.passed ? CircleCheck : maySit ? ClipboardCheck : Lock;
  return (
    <Row
      // The page of the exam says why it is not available, and when a scheduled one opens.
      href={isOpen ? examPath(enrollment, exam.id) : undefined}
      lead={<Icon aria-hidden="true" size={22} />}
      title={exam.name}
      detail={exam.passed ? undefined : describeGate(exam, isOpen)}
      trail={exam.passed && <Badge tone="good">{t("lesson:passed")}</Badge>}
    />
  );
}

function describeGate(exam: Gate, isOpen: boolean): string {
  if (!exam.available) return t("lesson:exam_unavailable");
  return isOpen ? t("lesson:exam_ready") : t("lesson:exam_after_slides");
}
