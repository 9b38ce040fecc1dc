// In which part the person looks at a training: as its student, for a student, or at the training itself.
import { examPath, lessonPath, materialPath, subjectPath } from "@/base/learning/paths";
import type { TrainingView } from "@/base/learning/readings";
import { session } from "@/base/session/session";

/** The enrollment that is shown, and whether it is the person's own. */
export interface Shown {
  enrollment: string | undefined;
  isOwn: boolean;
}

export function getShown({ TrainingsUser, User }: TrainingView): Shown {
  return { enrollment: TrainingsUser?.id, isOwn: User !== null && isCaller(User.id) };
}

/** Whether this is the user who is logged in. */
export function isCaller(userId: string): boolean {
  return userId === session.value?.userId;
}

/** The lesson for its student; its slides for everybody else, whose time is not counted. */
export function getLessonHref({ enrollment, isOwn }: Shown, lesson: string): string {
  return isOwn && enrollment ? lessonPath(enrollment, lesson) : materialPath(lesson);
}

/** Only its student takes an exam. */
export function getExamHref({ enrollment, isOwn }: Shown, exam: string): string | undefined {
  return isOwn && enrollment ? examPath(enrollment, exam) : undefined;
}

export function getSubjectHref({ enrollment }: Shown, subject: string): string | undefined {
  return enrollment && subjectPath(enrollment, subject);
}
