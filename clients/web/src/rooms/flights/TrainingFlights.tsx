import { Fold } from "@/base/learning/Fold";
import { FlownRows, MissionRows } from "@/base/learning/Missions";
import { trainingPath } from "@/base/learning/paths";
import { useTrainingView } from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Empty, ErrorNotice, Skeleton } from "@/base/ui/Feedback";
import { ProgressBar } from "@/base/ui/Progress";

/** What was flown in one training and what is to be flown. */
export function TrainingFlights({ enrollment }: { enrollment: string }) {
  const { data, isLoading, error, reload } = useTrainingView(enrollment);
  if (!data) return isLoading ? <Skeleton /> : <ErrorNotice error={error} retry={reload} />;
  const { Training: training, TrainingFlightTypes } = data.training;
  const flown = data.performedFlightTrainings;
  const toFly = training.TrainingFlight.filter(({ completed }) => !completed);
  const time = Object.values(TrainingFlightTypes).reduce((sum, type) => sum + type.time, 0);
  return (
    <section class="stack training-flights" aria-labelledby={`flights-${enrollment}`}>
      <h2 id={`flights-${enrollment}`}>
        <a href={`/app${trainingPath(enrollment)}`}>{training.name}</a>
      </h2>
      <ProgressBar
        label={t("flights:missions", { time: formatDuration(time) })}
        completed={training.TrainingFlight.length - toFly.length}
        total={training.TrainingFlight.length}
      />
      <Fold title={t("flights:flown", { count: flown.length })} isOpen={flown.length > 0}>
        {flown.length === 0 && <Empty>{t("flights:nothing_flown")}</Empty>}
        <FlownRows flights={flown} needsSignature={training.require_debriefing_signature} />
      </Fold>
      {toFly.length > 0 && (
        <Fold title={t("flights:to_fly", { count: toFly.length })}>
          <MissionRows missions={toFly} />
        </Fold>
      )}
    </section>
  );
}
