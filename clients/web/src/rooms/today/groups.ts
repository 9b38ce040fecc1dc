// Which class belongs into which list of the first screen.
import type { ClassView } from "@/base/classes/state";
import { getDay } from "@/base/time/zones";

export interface TaughtClass {
  id: string;
  title: string;
  start: Date;
  end: Date;
  color: string;
  location: string | null;
  isSigned: boolean;
  /** The class with its roster, where that could be read. */
  view?: ClassView;
}

export interface Groups {
  /** Of today, not over yet: the one that is going on first. */
  toHold: TaughtClass[];
  /** Over, not signed, and beyond or near the end of the days in which the teacher can correct. */
  late: TaughtClass[];
  /** Over and not signed. */
  toSign: TaughtClass[];
  /** Of today, over and signed. */
  done: TaughtClass[];
  /** After today, by day (`YYYY-MM-DD`). */
  next: [string, TaughtClass[]][];
}

const DAY_MS = 86_400_000;
const NEXT_DAYS = 14;

/** The lists, soonest first; `closesAfter` in minutes is how long a class can be corrected after its start. */
export function groupClasses(classes: TaughtClass[], now: Date, zone: string, closesAfter: number): Groups {
  const sorted = [...classes].sort((one, other) => one.start.getTime() - other.start.getTime());
  const today = getDay(now, zone);
  const isToday = ({ start }: TaughtClass) => getDay(start, zone) === today;
  const isOver = ({ end }: TaughtClass) => end <= now;
  const unsigned = sorted.filter((one) => isOver(one) && !one.isSigned);
  const isLate = (one: TaughtClass) => getLimit(one, closesAfter).getTime() - now.getTime() < DAY_MS;
  const isNext = ({ start }: TaughtClass) =>
    getDay(start, zone) > today && start.getTime() - now.getTime() < NEXT_DAYS * DAY_MS;
  return {
    toHold: sorted.filter((one) => !isOver(one) && (isToday(one) || one.start <= now)),
    late: unsigned.filter(isLate),
    toSign: unsigned.filter((one) => !isLate(one)),
    done: sorted.filter((one) => isOver(one) && one.isSigned && isToday(one)),
    next: groupByDay(sorted.filter(isNext), zone),
  };
}

/** Until when the teacher can record and correct the class. */
export function getLimit({ start }: TaughtClass, closesAfter: number): Date {
  return new Date(start.getTime() + closesAfter * 60_000);
}

function groupByDay(classes: TaughtClass[], zone: string): [string, TaughtClass[]][] {
  const days = new Map<string, TaughtClass[]>();
  for (const one of classes) {
    const day = getDay(one.start, zone);
    days.set(day, [...(days.get(day) ?? []), one]);
  }
  return [...days];
}

/** How many students of a class are marked, of how many; undefined where the roster is not known. */
export function countMarked({ view }: TaughtClass): { done: number; total: number } | undefined {
  if (!view) return undefined;
  const done = view.attendances.filter((row) => row.TrainingSubjectAttendance.value !== null).length;
  return { done, total: view.attendances.length };
}
