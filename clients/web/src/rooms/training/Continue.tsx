import { Play } from "lucide-preact";

import { findNextItem } from "@/base/learning/items";
import { examPath, lessonPath, subjectPath } from "@/base/learning/paths";
import type { TrainingView } from "@/base/learning/readings";
import { isUnderWay } from "@/base/learning/State";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";

/** Leads to the next lesson or exam of a training that is learned alone. */
export function Continue({ view }: { view: TrainingView }) {
  const { Training: training, TrainingsUser: enrollment } = view;
  const item = findNextItem(view);
  if (!item || !enrollment || !isUnderWay(enrollment) || !training.active || training.type !== "DISTANCE")
    return null;
  const paths = { lesson: lessonPath, exam: examPath, subject: subjectPath };
  return (
    <div class="buttons">
      <ButtonLink href={paths[item.action](enrollment.id, item.id)}>
        <Play aria-hidden="true" size={18} />
        {t("training:continue", { name: item.name })}
      </ButtonLink>
    </div>
  );
}
