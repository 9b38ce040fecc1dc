// Whether the person can sign the debriefing of a flight, and if not, why.
import type { Schemas } from "@/base/api/client";

export type FlightView = Schemas["FlightViewOutput"];

/**
 * `signed`; `needless`: the training asks for no signature; `incomplete`: a flight that does not count is not signed;
 * `other`: only its student signs; `closed`: the training is not under way today (docs/api.md, section 11).
 */
export type Standing = "signed" | "needless" | "incomplete" | "other" | "closed" | "open";

/** How it stands with the signature of `flight` for the user `caller`, on the school's day `today`. */
export function getStanding(flight: FlightView, caller: string, today: string): Standing {
  const { UserTrainingFlight: record, Training: training, User: student } = flight;
  if (record.signed) return "signed";
  if (!training.require_debriefing_signature) return "needless";
  if (record.completed === null) return "incomplete";
  if (student.id !== caller) return "other";
  return isUnderWay(training, today) ? "open" : "closed";
}

function isUnderWay({ active, start, end }: FlightView["Training"], today: string): boolean {
  return active && (start === null || start <= today) && (end === null || today <= end);
}
