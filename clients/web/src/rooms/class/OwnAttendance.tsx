import { getValue } from "@/base/classes/marks";
import { useEvaluation } from "@/base/classes/reads";
import { type ClassView, readRatings } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { RatingList } from "./evaluation/RatingList";
import { describeValue } from "./marks/labels";
import { getShown, getViewer } from "./recording";

/** What a student sees of a class: their own attendance and evaluation. */
export function OwnAttendance({ view }: { view: ClassView }) {
  const me = getViewer().userId;
  const evaluation = useEvaluation(view.class.LessonClass.id, me);
  const row = view.attendances.find((one) => one.User.id === me);
  if (!row) return null;
  const shown = { ...getShown(row, undefined), ...readRatings(evaluation.data) };
  const isSigned = view.class.LessonClass.status === "closed";
  return (
    <Card title={t("class:own_attendance")} actions={<OwnBadge presence={getValue(shown, "value")} />}>
      {!isSigned && <p class="empty">{t("class:own_not_signed")}</p>}
      <dl class="facts">
        {listOwnFields(view).map((field) => (
          <Own key={field} field={field} value={getValue(shown, field)} />
        ))}
      </dl>
      <RatingList view={view} values={shown} />
    </Card>
  );
}

function listOwnFields(view: ClassView): string[] {
  const exam = view.class.TrainingSubjectExam ? ["exam_value", "exam_rating"] : [];
  return ["time", ...exam, "remarks", "measures"];
}

function Own({ field, value }: { field: string; value: string | number | boolean | null }) {
  if (value === "" || value === 0) return null;
  const names: Record<string, string> = {
    time: t("class:minutes"),
    exam_value: t("class:exam_result"),
    exam_rating: t("class:exam_rating"),
    remarks: t("class:remarks"),
    measures: t("class:measures"),
  };
  return (
    <>
      <dt>{names[field]}</dt>
      <dd>{describeValue(field, value)}</dd>
    </>
  );
}

function OwnBadge({ presence }: { presence: string | number | boolean | null }) {
  const tone = presence === null ? "quiet" : presence ? "good" : "bad";
  return <Badge tone={tone}>{describeValue("value", presence)}</Badge>;
}
