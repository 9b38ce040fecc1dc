import { examPath, lessonPath } from "@/base/learning/paths";

import type { LessonView } from "../Lesson";
import type { Outcome } from "./useCompletion";

export interface NextStep {
  title: string;
  isExam: boolean;
  /** A path of the app without `/app`. */
  href: string;
}

/**
 * What comes next: as the server said after the completion, the gate exam first. Before that, and without a connection:
 * the gate exam if it may be taken, else the following lesson.
 */
export function findNext(
  view: LessonView,
  outcome: Outcome | undefined,
  enrollment: string,
): NextStep | undefined {
  if (outcome) return outcome.next ? buildStep(outcome.next) : undefined;
  const gate = view.lesson.Exam.find((exam) => view.testAuthorization && exam.available && !exam.passed);
  if (gate) return buildStep({ action: "exam", id: gate.id, title: gate.name, enrollmentId: enrollment });
  const lesson = view.nextLesson;
  if (!lesson) return undefined;
  return buildStep({ action: "lesson", id: lesson.id, title: lesson.name, enrollmentId: enrollment });
}

function buildStep({ action, id, title, enrollmentId }: NonNullable<Outcome["next"]>): NextStep {
  const isExam = action === "exam";
  const href = isExam ? examPath(enrollmentId, id) : lessonPath(enrollmentId, id);
  return { title, isExam, href };
}
