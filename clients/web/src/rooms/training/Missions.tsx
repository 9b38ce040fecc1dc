import { Fold } from "@/base/learning/Fold";
import { nameFlightType } from "@/base/learning/labels";
import { FlownRows, MissionRows } from "@/base/learning/Missions";
import type { FlownMission, TrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Card } from "@/base/ui/Card";
import { ProgressBar } from "@/base/ui/Progress";

type FlightType = TrainingView["Training"]["TrainingFlight"][number]["flight_type"];

/** The flight syllabus: what was flown of each type and for how long, the flights, the missions. */
export function Missions({ view, flown }: { view: TrainingView; flown: FlownMission[] }) {
  const { flights, TrainingFlight: missions, require_debriefing_signature } = view.Training;
  if (!flights) return null;
  return (
    <section class="stack folds" aria-labelledby="missions">
      <h2 id="missions">{t("training:missions")}</h2>
      {view.TrainingsUser && <Totals types={view.TrainingFlightTypes} />}
      {flown.length > 0 && (
        <Fold title={t("training:flown", { count: flown.length })}>
          <FlownRows flights={flown} needsSignature={require_debriefing_signature} />
        </Fold>
      )}
      <Fold title={t("training:syllabus", { count: missions.length })} isOpen>
        <MissionRows missions={missions} />
      </Fold>
    </section>
  );
}

function Totals({ types }: { types: TrainingView["TrainingFlightTypes"] }) {
  const time = Object.values(types).reduce((sum, type) => sum + type.time, 0);
  return (
    <Card title={t("training:flight_time", { time: formatDuration(time) })}>
      <div class="totals">
        {Object.entries(types).map(([type, total]) => (
          <ProgressBar
            key={type}
            label={[nameFlightType(type as FlightType), total.time > 0 && formatDuration(total.time)]
              .filter(Boolean)
              .join(" · ")}
            completed={total.completed}
            total={total.missions}
          />
        ))}
      </div>
    </Card>
  );
}
