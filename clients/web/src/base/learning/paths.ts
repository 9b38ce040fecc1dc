// Addresses of screens that several rooms lead to: paths of the app without `/app`.

export function trainingPath(id: string): string {
  return `/trainings/trainings/view/${id}`;
}

/** The same enrollment as staff see it. */
export function studentPath(enrollment: string): string {
  return `/trainings/students/view/${enrollment}`;
}

export function subjectPath(enrollment: string, subject: string): string {
  return `/trainings/subjects/view/${enrollment}/${subject}`;
}

export function lessonPath(enrollment: string, lesson: string): string {
  return `/trainings/lessons/view/${lesson}/${enrollment}`;
}

/** The slides of a lesson for those who teach it: nothing is counted. */
export function materialPath(lesson: string): string {
  return `/trainings/lessons/slides/${lesson}`;
}

export function examPath(enrollment: string, exam: string): string {
  return `/trainings/exams/start/${enrollment}/${exam}`;
}

export function paperPath(attempt: string): string {
  return `/trainings/exams/do/${attempt}`;
}

export function certificatePath(enrollment: string): string {
  return `/trainings/trainings/certificate/${enrollment}`;
}

export function classPath(id: string): string {
  return `/trainings/onsite/class/${id}`;
}

export function flightPath(id: string): string {
  return `/trainings/missions/flight/${id}`;
}

/** Where debriefings are signed. */
export const FLIGHTS = "/trainings/missions/unsigned";
