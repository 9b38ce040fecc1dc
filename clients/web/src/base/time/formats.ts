// Dates, times and numbers as people read them: in the language of the app, times in the school's zone.
import { schoolZone } from "@/base/session/person";
import { locale } from "@/base/texts/language";

type Options = Intl.DateTimeFormatOptions;

function format(moment: Date, options: Options, zone = schoolZone.value): string {
  return new Intl.DateTimeFormat(locale.value, { timeZone: zone, ...options }).format(moment);
}

/** "Wed, 18 March, 18:00" in `zone`, by default the school's; with the year where it is not this one. */
export function formatMoment(moment: Date, zone?: string): string {
  const date: Options = { weekday: "short", day: "numeric", month: "long", ...yearUnlessThis(moment) };
  return format(moment, { ...date, hour: "2-digit", minute: "2-digit" }, zone);
}

/** "18:00" in `zone`, by default the school's. */
export function formatTime(moment: Date, zone?: string): string {
  return format(moment, { hour: "2-digit", minute: "2-digit" }, zone);
}

/** "18 March 2026": a day of the API, `YYYY-MM-DD`, which has no zone. */
export function formatDay(day: string): string {
  return format(new Date(`${day}T00:00:00Z`), { dateStyle: "long" }, "UTC");
}

/** "Wed, 18 March": the heading of a day in lists; `YYYY-MM-DD`. */
export function formatWeekday(day: string): string {
  const moment = new Date(`${day}T00:00:00Z`);
  return format(moment, { weekday: "long", day: "numeric", month: "long", ...yearUnlessThis(moment) }, "UTC");
}

function yearUnlessThis(moment: Date): Options {
  return moment.getUTCFullYear() === new Date().getUTCFullYear() ? {} : { year: "numeric" };
}

/** "1 h 30 min" or "45 min", of seconds; whole minutes, rounded. */
export function formatDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const parts = [
    ...(hours > 0 ? [formatUnit(hours, "hour")] : []),
    ...(minutes % 60 > 0 || hours === 0 ? [formatUnit(minutes % 60, "minute")] : []),
  ];
  return parts.join(" ");
}

function formatUnit(value: number, unit: "hour" | "minute"): string {
  return new Intl.NumberFormat(locale.value, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** A number as people write it. */
export function formatNumber(value: number, digits = 1): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits }).format(value);
}

/** "67 %", of 0 to 100. */
export function formatPercent(value: number): string {
  return new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 1 }).format(
    value / 100,
  );
}

/** "in 2 days", "3 hours ago". */
export function formatDistance(moment: Date, now = new Date()): string {
  const seconds = (moment.getTime() - now.getTime()) / 1000;
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" }).format(
    Math.round(seconds / size),
    unit,
  );
}

/** "18:00 – 19:30", with the day of the end where it is another; in `zone`, by default the school's. */
export function formatPeriod(start: Date, end: Date, zone = schoolZone.value): string {
  return new Intl.DateTimeFormat(locale.value, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
  }).formatRange(start, end);
}

/** "18 Mar": a day of the API, short, for headings of ranges. */
export function formatShortDay(day: string): string {
  return format(new Date(`${day}T00:00:00Z`), { day: "numeric", month: "short" }, "UTC");
}

/** "March 2026", of a day in it. */
export function formatMonth(day: string): string {
  return format(new Date(`${day}T00:00:00Z`), { month: "long", year: "numeric" }, "UTC");
}
