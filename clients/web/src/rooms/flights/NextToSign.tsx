import { flightPath } from "@/base/learning/paths";
import { useUnsignedMissions } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";

/** Leads to another debriefing that waits for a signature, if there is one. */
export function NextToSign({ after }: { after: string }) {
  const missions = useUnsignedMissions().data?.missions ?? [];
  const next = missions.find(({ UserTrainingFlight }) => UserTrainingFlight.id !== after);
  if (!next) return null;
  return (
    <ButtonLink href={flightPath(next.UserTrainingFlight.id)} look="secondary">
      {t("flights:next_to_sign", { name: next.TrainingFlight.name })}
    </ButtonLink>
  );
}
