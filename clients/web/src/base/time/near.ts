// Days as people speak of them: today, tomorrow.
import { schoolZone } from "@/base/session/person";
import { language } from "@/base/texts/language";

import { formatDay, formatDistance } from "./formats";
import { getDay } from "./zones";

const DAY_MS = 86_400_000;

/** The day at the school, `YYYY-MM-DD`. */
export function getSchoolDay(moment = new Date()): string {
  return getDay(moment, schoolZone.value);
}

/** How many days `day` is after today at the school; negative when it is past. */
export function countDaysUntil(day: string, today = getSchoolDay()): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / DAY_MS);
}

/** "today", "tomorrow", "in 5 days", "3 days ago"; the date where it is more than two weeks off. */
export function formatNearDay(day: string): string {
  const days = countDaysUntil(day);
  if (Math.abs(days) > 14) return formatDay(day);
  return new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }).format(days, "day");
}

/** "3 hours ago", "yesterday", "5 days ago"; the date where it is more than two weeks ago. */
export function formatAge(moment: Date): string {
  const day = getSchoolDay(moment);
  return Math.abs(countDaysUntil(day)) > 14 ? formatDay(day) : formatDistance(moment);
}
