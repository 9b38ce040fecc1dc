// What a person may do with a class, and until when (docs/api.md, section 5). The server decides; this says it before, and
// without a connection.
import { parseMoment } from "@/base/time/moments";

import type { ClassView } from "./state";

/** The school's settings, in minutes (`GET /users/company.json`). */
export interface Windows {
  class_opens_before: number;
  class_closes_after: number;
}

export interface Viewer {
  userId: string;
  isManager: boolean;
}

export type Obstacle = "not_in_charge" | "signed" | "not_signed" | "too_early" | "too_late" | "not_teacher";

/** Teaches the class. A teacher who is on the roster counts as a student of it. */
export function isTeacherOf(view: ClassView, { userId }: Viewer): boolean {
  return view.class.LessonClass.teacher_id === userId && !isOnRoster(view, userId);
}

export function isOnRoster(view: ClassView, userId: string): boolean {
  return view.attendances.some((row) => row.User.id === userId);
}

/** Records the class: its teacher, and every manager. */
export function isInCharge(view: ClassView, viewer: Viewer): boolean {
  return viewer.isManager || isTeacherOf(view, viewer);
}

export function isSigned(view: ClassView): boolean {
  return view.class.LessonClass.status === "closed";
}

/** From when the class can be recorded and signed, until when its teacher can correct it, and when it ends. */
export function getTimes(lesson: { datetime: string; minutes: number }, windows: Windows) {
  const start = parseMoment(lesson.datetime);
  return {
    start,
    end: addMinutes(start, lesson.minutes),
    opens: addMinutes(start, -windows.class_opens_before),
    closes: addMinutes(start, windows.class_closes_after),
  };
}

function addMinutes(moment: Date, minutes: number): Date {
  return new Date(moment.getTime() + minutes * 60_000);
}

/** Why attendance and evaluations cannot be recorded now; undefined if they can. */
export function findRecordingObstacle(view: ClassView, viewer: Viewer, windows: Windows, now: Date) {
  const { opens, closes } = getTimes(view.class.LessonClass, windows);
  return pickObstacle([
    [!isInCharge(view, viewer), "not_in_charge"],
    [isSigned(view), "signed"],
    [now < opens, "too_early"],
    [now > closes && !viewer.isManager, "too_late"],
  ]);
}

/** Why the class cannot be signed now. */
export function findSigningObstacle(view: ClassView, viewer: Viewer, windows: Windows, now: Date) {
  return pickObstacle([
    [!isTeacherOf(view, viewer), "not_teacher"],
    [isSigned(view), "signed"],
    [now < getTimes(view.class.LessonClass, windows).opens, "too_early"],
  ]);
}

/** Why the signature cannot be taken back now. */
export function findUnsigningObstacle(view: ClassView, viewer: Viewer, windows: Windows, now: Date) {
  return pickObstacle([
    [!isInCharge(view, viewer), "not_in_charge"],
    [!isSigned(view), "not_signed"],
    [now > getTimes(view.class.LessonClass, windows).closes && !viewer.isManager, "too_late"],
  ]);
}

function pickObstacle(rules: [boolean, Obstacle][]): Obstacle | undefined {
  return rules.find(([applies]) => applies)?.[1];
}
