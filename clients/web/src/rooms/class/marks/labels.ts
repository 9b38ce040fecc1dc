// Fields and their values in words.

import type { Draft } from "@/base/classes/draft";
import { getValue, isUnsent, type Value } from "@/base/classes/marks";
import type { ClassView } from "@/base/classes/state";
import { describeRating } from "@/base/ratings/ratings";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";

/** The name of a field; objectives and metrics by the class, if it is known. */
export function nameField(field: string, view?: ClassView): string {
  const [kind, id] = field.split(":");
  if (id !== undefined) return nameRated(kind!, id, view);
  const names: Record<string, string> = {
    value: t("class:attendance"),
    time: t("class:minutes"),
    exam_value: t("class:exam_result"),
    exam_rating: t("class:exam_rating"),
    code: t("class:code"),
    remarks: t("class:remarks"),
    measures: t("class:measures"),
  };
  return names[field] ?? field;
}

function nameRated(kind: string, id: string, view: ClassView | undefined): string {
  const objectives = view?.class.TrainingSubjectLesson?.LearningObjective ?? [];
  const metrics = view?.class.Training.Metric ?? [];
  const name = [...objectives, ...metrics].find((one) => one.id === id)?.name ?? t("class:rating");
  return kind === "comment" ? t("class:comment_on", { name }) : name;
}

/** What a field holds, in words. */
export function describeValue(field: string, value: Value): string {
  if (value === null) return field === "value" ? t("class:not_marked") : t("class:no_result");
  if (field === "value") return value ? t("class:present") : t("class:absent");
  if (field === "exam_value") return value ? t("class:passed") : t("class:not_passed");
  if (field === "time") return formatDuration(Number(value));
  if (value === "") return t("class:nothing");
  return /^(objective|metric):/.test(field) ? describeRating(String(value)) : String(value);
}

/** All unsent marks of a draft as text, a line for each student, to be kept elsewhere. */
export function describeDraft(draft: Draft, view?: ClassView): string {
  const lines = Object.entries(draft.marks).map(([user, fields]) => {
    const marks = Object.entries(fields).filter(([, mark]) => isUnsent(mark));
    const texts = marks.map(
      ([field, { mine }]) => `${nameField(field, view)}: ${describeValue(field, mine)}`,
    );
    return `${draft.names[user]}: ${texts.join("; ")}`;
  });
  return [draft.title, ...lines].join("\n");
}

/** "Present, 3 h", "Absent": what is recorded of a student in one line. */
export function summarise(values: Record<string, Value>, isExam: boolean): string {
  const presence = getValue(values, "value");
  const parts = [describeValue("value", presence)];
  if (presence && getValue(values, "time") !== 0) parts.push(describeValue("time", getValue(values, "time")));
  if (isExam && presence) parts.push(describeValue("exam_value", getValue(values, "exam_value")));
  return [...parts, getValue(values, "exam_rating"), getValue(values, "code")].filter(Boolean).join(" · ");
}
