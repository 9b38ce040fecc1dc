// The words for the API's closed lists that concern trainings.
import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";

/** How a training is held: "Distance learning"; "Flight training" where it has no theory. */
export function nameTraining({ type, theory }: { type: Schemas["TrainingType"]; theory: boolean }): string {
  return theory ? nameTrainingType(type) : t("learning:flight_training");
}

/** "Distance learning", "Classroom", "Live online". */
export function nameTrainingType(type: Schemas["TrainingType"]): string {
  const names: Record<Schemas["TrainingType"], string> = {
    DISTANCE: t("learning:distance"),
    ONSITE: t("learning:onsite"),
    REMOTE: t("learning:remote"),
  };
  return names[type];
}

/** "Dual", "Solo", … */
export function nameFlightType(type: Schemas["FlightType"]): string {
  const names: Record<Schemas["FlightType"], string> = {
    DUAL: t("learning:dual"),
    SOLO: t("learning:solo"),
    CROSS_COUNTRY: t("learning:cross_country"),
    NIGHT: t("learning:night"),
    SIMULATOR: t("learning:simulator"),
    CHECK: t("learning:check"),
  };
  return names[type];
}

/** The kinds of flight time that somebody can state of a flight, as the API names them. */
export const FLIGHT_TIMES = ["dual", "solo", "cross_country", "night", "instrument"] as const;
export type FlightTime = (typeof FLIGHT_TIMES)[number];

/** "Dual", "Night", … of the time of one flight. */
export function nameFlightTime(kind: FlightTime): string {
  return nameHours(kind.toUpperCase() as Schemas["HourKind"]);
}

/** What hours are required of: "Ground school", "Solo cross-country", … */
export function nameHours(kind: Schemas["HourKind"]): string {
  const names: Record<Schemas["HourKind"], string> = {
    GROUND: t("learning:ground_hours"),
    CLASSROOM: t("learning:class_hours"),
    SELF_STUDY: t("learning:study_hours"),
    FLIGHT: t("learning:flight_hours"),
    DUAL: t("learning:dual"),
    SOLO: t("learning:solo"),
    CROSS_COUNTRY: t("learning:cross_country"),
    SOLO_CROSS_COUNTRY: t("learning:solo_cross_country"),
    NIGHT: t("learning:night"),
    INSTRUMENT: t("learning:instrument"),
    SIMULATOR: t("learning:simulator"),
  };
  return names[kind];
}
