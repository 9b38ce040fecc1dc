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
