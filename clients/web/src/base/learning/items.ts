// What is done in a training and what comes next, from the training view. An item is a mandatory lesson or a mandatory
// exam of a subject (docs/api.md, section 3).
import type { Subject, TrainingView } from "./readings";

type Lesson = Subject["TrainingSubjectLesson"][number];
type Exam = Subject["TrainingSubjectExam"][number];

export interface Item {
  /** `subject`: the view does not tell which of its exams is next. */
  action: "lesson" | "exam" | "subject";
  id: string;
  name: string;
  subject: Subject;
}

/** The first item that is not done, in the order of the syllabus; undefined when everything is. */
export function findNextItem(view: TrainingView): Item | undefined {
  const subject = view.Training.TrainingSubject.find(({ Progress }) => Progress.completed < Progress.total);
  return subject && (findNextLesson(subject) ?? findNextExam(subject));
}

function findNextLesson(subject: Subject): Item | undefined {
  const lesson = subject.TrainingSubjectLesson.find((row) => row.mandatory && !isLessonDone(subject, row));
  return lesson && { action: "lesson", id: lesson.id, name: lesson.name, subject };
}

function findNextExam(subject: Subject): Item {
  const exam = subject.TrainingSubjectExam.find((row) => getExamState(subject, row) === "open");
  if (exam?.type === "ONLINE") return { action: "exam", id: exam.id, name: exam.name, subject };
  return { action: "subject", id: subject.id, name: subject.name, subject };
}

export function isLessonDone(subject: Subject, lesson: Pick<Lesson, "id">): boolean {
  return subject.Progress.lessons[lesson.id] === true;
}

/**
 * How it stands with an exam of a subject. The view counts the items that are done and names the lessons among them: the
 * rest are exams. `unknown`: some of several are passed, or the exam is not mandatory and so not counted.
 */
export function getExamState(subject: Subject, exam: Pick<Exam, "mandatory">): "passed" | "open" | "unknown" {
  if (!exam.mandatory) return "unknown";
  const done = subject.TrainingSubjectLesson.filter((row) => row.mandatory && isLessonDone(subject, row));
  const passed = subject.Progress.completed - done.length;
  const exams = subject.TrainingSubjectExam.filter(({ mandatory }) => mandatory).length;
  if (passed === 0) return "open";
  return passed === exams ? "passed" : "unknown";
}
