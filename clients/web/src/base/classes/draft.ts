// The marks of one class that are not sent yet, as they are stored on the device: pure functions.

import { countUnsentMarks, type Marks } from "./marks";
import type { ClassView } from "./state";

/** What a class was when its marks were made: marks of a class that was moved may belong to another meeting. */
export interface ClassFacts {
  datetime: string;
  minutes: number;
  location: string | null;
  item: string | null;
  teacher: string;
}

/** Why the server refused marks of a student. */
export interface Refusal {
  status: number;
  message: string;
}

export interface Draft {
  classId: string;
  /** The subject with its lesson or exam, to name the class without a connection. */
  title: string;
  facts: ClassFacts;
  marks: Marks;
  /** The names of the students with marks, who may be gone from the roster. */
  names: Record<string, string>;
  /** By user id; they are not sent again until the person changes them, or tries again. */
  refusals: Record<string, Refusal>;
}

/** The fact of a class that are compared before marks are sent. */
export function readFacts({ class: parts }: ClassView): ClassFacts {
  const { LessonClass, Location, TrainingSubjectLesson, TrainingSubjectExam, Teacher } = parts;
  return {
    datetime: LessonClass.datetime,
    minutes: LessonClass.minutes,
    location: Location?.name ?? null,
    item: (TrainingSubjectLesson ?? TrainingSubjectExam)?.name ?? null,
    teacher: formatName(Teacher.UserDetail),
  };
}

/** "050 Meteorology: Fronts". */
export function buildTitle({ class: parts }: ClassView): string {
  const { TrainingSubject: subject, TrainingSubjectLesson, TrainingSubjectExam } = parts;
  const item = TrainingSubjectLesson ?? TrainingSubjectExam;
  return `${subject.code} ${subject.name}${item ? `: ${item.name}` : ""}`.trim();
}

export function formatName({ name, surname }: { name: string; surname: string }): string {
  return `${name} ${surname}`;
}

/** A draft without marks. */
export function startDraft(view: ClassView): Draft {
  return {
    classId: view.class.LessonClass.id,
    title: buildTitle(view),
    facts: readFacts(view),
    marks: {},
    names: {},
    refusals: {},
  };
}

/** The facts that differ, as pairs of then and now. */
export function listMoves(then: ClassFacts, now: ClassFacts): (keyof ClassFacts)[] {
  return (Object.keys(then) as (keyof ClassFacts)[]).filter((fact) => then[fact] !== now[fact]);
}

/** Whether there is something in it that the server does not have. */
export function hasUnsent(draft: Draft | undefined): boolean {
  return draft !== undefined && countUnsentMarks(draft.marks) > 0;
}

/** `draft` with refusals of some students taken away, so that their marks are sent again. */
export function forgiveRefusals(draft: Draft, users: string[]): Draft {
  const refusals = Object.entries(draft.refusals).filter(([user]) => !users.includes(user));
  return { ...draft, refusals: Object.fromEntries(refusals) };
}
