import { addDays } from "@/base/time/zones";

const WEEKS_BACK = 8;
const WEEKS_AHEAD = 3;

export interface Week {
  start: string;
  end: string;
}

/** The range of a day: whole weeks, so that the address, and with it the copy on the device, is the same all week. */
export function getRange(day: string): Week {
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  const monday = addDays(day, -weekday);
  return { start: addDays(monday, -7 * WEEKS_BACK), end: addDays(monday, 7 * WEEKS_AHEAD) };
}
