// How it stands with the lessons and exams of a subject.
import type { Schemas } from "@/base/api/client";
import { putInOrder } from "@/base/learning/items";

export type StudiedLesson = Schemas["StudiedLessonOutput"];
export type ExamResult = Schemas["ExamResultOutput"];
/** `used_up`: no attempt is left. `locked`: the slides of its lesson are not done. */
export type ExamState = "passed" | "ready" | "used_up" | "locked";

/** Whether the slides were studied to the end, or a class was attended. */
export function isAttended({ TrainingSubjectAttendance }: StudiedLesson): boolean {
  return TrainingSubjectAttendance.some(({ value }) => value);
}

/** Seconds studied and attended. */
export function sumTime({ TrainingSubjectAttendance }: StudiedLesson): number {
  return TrainingSubjectAttendance.reduce((sum, { time }) => sum + time, 0);
}

/** An exam; `lesson` is the one whose gate it is. A lesson without slides locks nothing (docs/api.md, section 4). */
export function getResultState(exam: ExamResult, lesson?: StudiedLesson): ExamState {
  if (exam.passed) return "passed";
  if (exam.attempts_used >= exam.attempts) return "used_up";
  return lesson && lesson.slides_count > 0 && !isAttended(lesson) ? "locked" : "ready";
}

/**
 * The id of what the student does next in a subject that is learned alone: a lesson, its exam once it was studied, or an
 * exam of the subject. Undefined when nothing is left, and in a training that is taught in classes.
 */
export function findNextActivity(view: Schemas["SubjectViewOutput"]): string | undefined {
  if (view.Training.type !== "DISTANCE") return undefined;
  const rows = putInOrder(view.TrainingSubjectLesson, view.TrainingSubjectExam);
  for (const { kind, row } of rows.filter(({ row }) => row.mandatory)) {
    if (kind === "exam" && row.type === "ONLINE" && !row.passed) return row.id;
    if (kind === "lesson" && !view.Progress.lessons[row.id]) return findInLesson(row);
  }
  return undefined;
}

function findInLesson(lesson: StudiedLesson): string {
  return lesson.Exam.find((exam) => getResultState(exam, lesson) === "ready")?.id ?? lesson.id;
}
