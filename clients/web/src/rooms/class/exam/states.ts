// How the students of a class stand with its scheduled exam.
import type { ClassView } from "@/base/classes/state";

export type ClassAttempt = ClassView["attempts"][number];

/**
 * - `sitting`: the attempt is open
 * - `recorded`: the class shows the result
 * - `apart`: there is a result that the class does not show
 */
export type AttemptState = "sitting" | "recorded" | "apart";

/** Whether the exam of a class is taken in the app. */
export function isScheduled({ class: { TrainingSubjectExam: exam } }: Pick<ClassView, "class">): boolean {
  return exam?.type === "ONLINE" && exam.access_mode === "SCHEDULED";
}

export function getAttemptState({ ExamAttempt, recorded }: ClassAttempt): AttemptState {
  if (ExamAttempt.status === "open") return "sitting";
  return recorded ? "recorded" : "apart";
}

/** The attempts of a class. A copy that an earlier version of the app has stored on the device has none. */
function listAttempts(view: ClassView): ClassAttempt[] {
  return view.attempts ?? [];
}

export function findAttempt(view: ClassView, user: string): ClassAttempt | undefined {
  return listAttempts(view).find(({ User }) => User.id === user);
}

/** Attempts of students who are no longer on the roster. */
export function listOffRoster(view: ClassView): ClassAttempt[] {
  const ids = new Set(view.attendances.map(({ User }) => User.id));
  return listAttempts(view).filter(({ User }) => !ids.has(User.id));
}

export function listSitting(view: ClassView): ClassAttempt[] {
  return listAttempts(view).filter((attempt) => getAttemptState(attempt) === "sitting");
}
