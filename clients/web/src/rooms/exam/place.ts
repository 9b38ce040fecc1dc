// Where an exam belongs in the app.
import type { Schemas } from "@/base/api/client";
import { lessonPath, subjectPath, trainingPath } from "@/base/learning/paths";

type Exam = Schemas["OnlineExamOutput"];
type Owners = Pick<Exam, "training_subject_id" | "training_subject_lesson_id">;

/** What an exam is of, and its address: the lesson of a gate exam, else the subject, else the whole training. */
export function findPlace(
  enrollment: string,
  { training_subject_id: subject, training_subject_lesson_id: lesson }: Owners,
): { kind: "lesson" | "subject" | "training"; href: string } {
  if (lesson) return { kind: "lesson", href: lessonPath(enrollment, lesson) };
  if (subject) return { kind: "subject", href: subjectPath(enrollment, subject) };
  return { kind: "training", href: trainingPath(enrollment) };
}
