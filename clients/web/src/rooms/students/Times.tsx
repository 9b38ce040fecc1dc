import { FLIGHT_TIMES, nameFlightTime } from "@/base/learning/labels";
import { t } from "@/base/texts/translate";
import { TextField } from "@/base/ui/Field";

import type { Draft } from "./record";

interface TimesProps {
  times: Draft["times"];
  errors: Record<string, string>;
  onTimes: (times: Draft["times"]) => void;
}

/** How much of the flight was of which kind, folded up: most flights are what the type of their mission says. */
export function Times({ times, errors, onTimes }: TimesProps) {
  const isWrong = Object.keys(errors).some((name) => name.startsWith("times"));
  return (
    <details class="flight-times" open={isWrong || undefined}>
      <summary>{t("students:times")}</summary>
      <p class="empty">{t("students:times_hint")}</p>
      {errors["times"] && (
        <p class="field-error" role="alert">
          {errors["times"]}
        </p>
      )}
      <div class="two-fields">
        {FLIGHT_TIMES.map((kind) => (
          <TextField
            key={kind}
            label={t("students:time_of", { kind: nameFlightTime(kind) })}
            type="number"
            min={0}
            max={1440}
            inputMode="numeric"
            value={times[kind] ?? ""}
            error={errors[`times.${kind}`]}
            onValue={(minutes) => onTimes({ ...times, [kind]: minutes })}
          />
        ))}
      </div>
    </details>
  );
}
