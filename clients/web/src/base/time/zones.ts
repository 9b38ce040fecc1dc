/** The zone of the device. */
export function browserZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Whether clocks in both zones show the same at that moment. */
export function isSameClock(moment: Date, zone: string, other: string): boolean {
  return zone === other || readClock(moment, zone) === readClock(moment, other);
}

function readClock(moment: Date, zone: string): string {
  return new Intl.DateTimeFormat("en", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(
    moment,
  );
}

/** The day in a zone, `YYYY-MM-DD`. */
export function getDay(moment: Date, zone: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  return parts.format(moment);
}

/** The day that many days later, `YYYY-MM-DD`. */
export function addDays(day: string, count: number): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + count);
  return date.toISOString().slice(0, 10);
}

/** The first zone that this browser knows; old ones do not know those that were named lately. */
export function pickKnownZone(...zones: (string | null | undefined)[]): string {
  return zones.find((zone) => zone && isKnownZone(zone)) ?? "UTC";
}

function isKnownZone(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: zone }));
  } catch {
    return false;
  }
}
