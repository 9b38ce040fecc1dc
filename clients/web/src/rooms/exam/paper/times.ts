const ANNOUNCED_MINUTES = [10, 5, 1];

/** "1:02:03" or "12:34". */
export function formatClock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** The number of minutes to announce now that `seconds` are left and `before` were; the smallest one passed. */
export function findAnnouncement(before: number | undefined, seconds: number): number | undefined {
  if (before === undefined || seconds === 0) return undefined;
  return ANNOUNCED_MINUTES.findLast((minutes) => before > minutes * 60 && seconds <= minutes * 60);
}
