import { addDays, getDay } from "@/base/time/zones";

/** A class as the calendar gives it; `start` and `end` are ISO 8601 in the school's zone. */
export interface Entry {
  id: string;
  title: string;
  start: string;
  end: string;
  color: string;
  url: string;
  extendedProps: {
    type: "lesson" | "exam" | "class";
    teacher: string;
    location: string | null;
    status: "scheduled" | "closed";
  };
}

/** The classes of one day at the school, `YYYY-MM-DD`, the earliest first. */
export interface Day {
  day: string;
  entries: Entry[];
}

/** The Monday of the week of a day (ISO 8601). */
export function getMonday(day: string): string {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

/** `count` days from `first` on, with the classes that are held on each; one over midnight is on both. */
export function groupByDay(entries: Entry[], first: string, count: number, zone: string): Day[] {
  const days = Array.from({ length: count }, (_, number) => addDays(first, number));
  return days.map((day) => ({
    day,
    entries: entries.filter((entry) => isOn(entry, day, zone)).sort(compareStarts),
  }));
}

function isOn(entry: Entry, day: string, zone: string): boolean {
  const last = new Date(new Date(entry.end).getTime() - 1); // a class until midnight is not on the next day
  return getDay(new Date(entry.start), zone) <= day && day <= getDay(last, zone);
}

function compareStarts(one: Entry, other: Entry): number {
  return new Date(one.start).getTime() - new Date(other.start).getTime();
}
