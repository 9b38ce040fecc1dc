// What is done in a training and what comes next, from the training view. An item is a mandatory lesson, or a mandatory
// exam of a subject or of the whole training (docs/api.md, section 3).
import type { Subject, TrainingExam, TrainingView } from "./readings";

type Lesson = Subject["TrainingSubjectLesson"][number];
type Exam = Subject["TrainingSubjectExam"][number];

export interface Item {
  /** `subject`: only an exam that is held in class is left there. */
  action: "lesson" | "exam" | "subject";
  id: string;
  name: string;
  /** None of an exam of the whole training. */
  subject?: Subject;
}

/** A lesson or an exam of a subject. */
export type Activity<L, E> = { kind: "lesson"; row: L } | { kind: "exam"; row: E };

/**
 * The lessons and exams of a subject in their one order; both lists are in order already. An exam with 0 has no place
 * and comes last, and of two with the same number the lesson comes first (docs/api.md, section 3).
 */
export function putInOrder<L extends { order: number }, E extends { order: number }>(
  lessons: readonly L[],
  exams: readonly E[],
): Activity<L, E>[] {
  const rows: Activity<L, E>[] = [
    ...lessons.map((row) => ({ kind: "lesson" as const, row })),
    ...exams.map((row) => ({ kind: "exam" as const, row })),
  ];
  const place = ({ kind, row }: Activity<L, E>) =>
    kind === "exam" && row.order === 0 ? Infinity : row.order;
  // Two exams without a place: Infinity less itself is no number, and keeps them as they were.
  return rows.sort((one, other) => place(one) - place(other) || 0);
}

/** The exams of the whole training; none in a copy of a response that is older than them. */
export function listTrainingExams(view: TrainingView): TrainingExam[] {
  return view.Training.TrainingExam ?? [];
}

/** The first item that is not done, in the order of the syllabus; undefined when everything is. */
export function findNextItem(view: TrainingView): Item | undefined {
  const subjects = view.Training.TrainingSubject;
  return findFirst(subjects, findOnlineItem) ?? findTrainingExam(view) ?? findFirst(subjects, findClassExam);
}

/** The first lesson or online exam of the subject that is required and not done. */
export function findOnlineItem(subject: Subject): Item | undefined {
  const rows = putInOrder(subject.TrainingSubjectLesson, subject.TrainingSubjectExam);
  const next = rows.find((one) => isOpen(subject, one) && !isHeldInClass(one));
  return next && { action: next.kind, id: next.row.id, name: next.row.name, subject };
}

function findTrainingExam(view: TrainingView): Item | undefined {
  const exam = listTrainingExams(view).find(
    (row) => row.mandatory && !row.completed && row.type === "ONLINE",
  );
  return exam && { action: "exam", id: exam.id, name: exam.name };
}

function findClassExam(subject: Subject): Item | undefined {
  const exam = subject.TrainingSubjectExam.find((row) => row.mandatory && !row.completed);
  return exam && { action: "subject", id: subject.id, name: subject.name, subject };
}

function findFirst(subjects: Subject[], find: (subject: Subject) => Item | undefined): Item | undefined {
  for (const subject of subjects) {
    const item = find(subject);
    if (item) return item;
  }
  return undefined;
}

function isOpen(subject: Subject, { kind, row }: Activity<Lesson, Exam>): boolean {
  return row.mandatory && !(kind === "lesson" ? isLessonDone(subject, row) : row.completed);
}

function isHeldInClass({ kind, row }: Activity<Lesson, Exam>): boolean {
  return kind === "exam" && row.type === "ONSITE";
}

export function isLessonDone(subject: Subject, lesson: Pick<Lesson, "id">): boolean {
  return subject.Progress.lessons[lesson.id] === true;
}
