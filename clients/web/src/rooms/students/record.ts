import { FLIGHT_TIMES, type FlightTime } from "@/base/learning/labels";
import type { Rating } from "@/base/ratings/ratings";

/** What somebody has entered; numbers as text, as the fields hold them. */
export interface Draft {
  mission: string;
  hours: string;
  minutes: string;
  /** The day of the flight at the school. */
  day: string;
  flightId: string;
  completed: boolean;
  remarks: string;
  /** By the id of the objective. */
  grades: Record<string, Rating>;
  /** Minutes of each kind of flight time; empty where the type of the mission says it. */
  times: Partial<Record<FlightTime, string>>;
}

export const EMPTY_DRAFT: Draft = {
  mission: "",
  hours: "",
  minutes: "",
  day: "",
  flightId: "",
  completed: true,
  remarks: "",
  grades: {},
  times: {},
};

/** The body of `POST /trainings/missions/record.json`; `time` in seconds. */
export function buildRecord(enrollment: string, draft: Draft) {
  return {
    enrollment_id: enrollment,
    training_flight_id: draft.mission,
    completed: draft.completed,
    time: (Number(draft.hours) * 60 + Number(draft.minutes)) * 60,
    date: draft.day,
    flight_id: draft.flightId.trim(),
    remarks: draft.remarks.trim(),
    objectives: draft.grades,
    times: buildTimes(draft),
  };
}

/** The seconds of each kind that was entered. */
function buildTimes({ times }: Draft): Partial<Record<FlightTime, number>> {
  const entered = FLIGHT_TIMES.filter((kind) => Number(times[kind]) > 0);
  return Object.fromEntries(entered.map((kind) => [kind, Number(times[kind]) * 60]));
}

export type FlightToRecord = ReturnType<typeof buildRecord>;
