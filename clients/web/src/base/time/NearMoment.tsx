import { Moment } from "./Moment";
import { parseMoment } from "./moments";
import { countDaysUntil, formatNearDay, getSchoolDay } from "./near";

/** A moment of the API, of which people think as "today, 18:00" or "tomorrow, 09:00"; any other with its date. */
export function NearMoment({ at }: { at: string }) {
  const day = getSchoolDay(parseMoment(at));
  if (![0, 1].includes(countDaysUntil(day))) return <Moment at={at} />;
  return (
    <span>
      {capitalize(formatNearDay(day))}
      {", "}
      <Moment at={at} timeOnly />
    </span>
  );
}

function capitalize(text: string): string {
  return text.charAt(0).toLocaleUpperCase() + text.slice(1);
}
