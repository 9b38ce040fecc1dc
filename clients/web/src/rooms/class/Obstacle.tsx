import { getTimes, type Obstacle } from "@/base/classes/rules";
import { t } from "@/base/texts/translate";
import { formatMoment } from "@/base/time/formats";
import { Notice } from "@/base/ui/Feedback";

import type { useRecording } from "./recording";

/** Why the class cannot be recorded now; nothing if it can. */
export function ObstacleNotice({ recording }: { recording: ReturnType<typeof useRecording> }) {
  const { view, windows, obstacle } = recording;
  if (!view || !obstacle || obstacle === "not_in_charge") return null;
  const { opens, closes } = getTimes(view.class.LessonClass, windows);
  return <Notice tone="info" title={describeObstacle(obstacle, opens, closes)} />;
}

/** The sentence for an obstacle, of a class that opens and closes at these moments. */
export function describeObstacle(obstacle: Obstacle, opens: Date, closes: Date): string {
  const sentences: Record<Obstacle, string> = {
    not_in_charge: t("class:not_in_charge"),
    not_teacher: t("class:not_teacher"),
    signed: t("class:already_signed"),
    not_signed: t("class:not_signed"),
    too_early: t("class:too_early", { when: formatMoment(opens) }),
    too_late: t("class:too_late", { when: formatMoment(closes) }),
  };
  return sentences[obstacle];
}
