// The weeks of a chart of study time. The API tells of the weeks in which somebody studied; a chart needs those between.
import type { TrainingView } from "@/base/learning/readings";
import { addDays } from "@/base/time/zones";

export interface Week {
  /** The number of the ISO week. */
  week: number;
  /** Its Monday, `YYYY-MM-DD`. */
  monday: string;
  seconds: number;
}

/** The last `count` weeks from the first one studied to that of `today`, or to the last one studied if that is later. */
export function listWeeks(weekly: TrainingView["weeklytime"], today: string, count: number): Week[] {
  const seconds = new Map(weekly.map((row) => [getMonday(row.year, row.week), row.week_time]));
  const mondays = [...seconds.keys()].sort();
  const first = mondays[0];
  if (first === undefined) return [];
  const last = [mondays.at(-1)!, startOfWeek(today)].sort()[1]!;
  const weeks: Week[] = [];
  for (let monday = last; monday >= first && weeks.length < count; monday = addDays(monday, -7))
    weeks.unshift({ monday, week: getWeekNumber(monday), seconds: seconds.get(monday) ?? 0 });
  return weeks;
}

/** The Monday of an ISO week: the first week of a year is that of 4 January (ISO 8601). */
export function getMonday(year: number, week: number): string {
  return addDays(startOfWeek(`${year}-01-04`), (week - 1) * 7);
}

function startOfWeek(day: string): string {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

function getWeekNumber(monday: string): number {
  const year = Number(addDays(monday, 3).slice(0, 4)); // a week is of the year of its Thursday
  return Math.round((Date.parse(monday) - Date.parse(getMonday(year, 1))) / (7 * 86_400_000)) + 1;
}
