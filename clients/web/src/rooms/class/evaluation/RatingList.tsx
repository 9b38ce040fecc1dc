import { getCommentField, getValue } from "@/base/classes/marks";
import type { ClassView } from "@/base/classes/state";
import { describeRating } from "@/base/ratings/ratings";
import type { Values } from "../recording";

/** The ratings of a student as they are recorded, with their comments; nothing if there are none. */
export function RatingList({ view, values }: { view: ClassView; values: Values }) {
  const rated = listRateable(view).filter(({ field }) => getValue(values, field) !== "");
  if (rated.length === 0) return null;
  return (
    <ul class="ratings">
      {rated.map(({ field, name }) => (
        <li key={field}>
          <span>
            {name}
            <Comment
              text={String(getValue(values, getCommentField(field)))}
              isMetric={field.startsWith("metric:")}
            />
          </span>
          <strong>{describeRating(String(getValue(values, field)))}</strong>
        </li>
      ))}
    </ul>
  );
}

function Comment({ text, isMetric }: { text: string; isMetric: boolean }) {
  return isMetric && text ? <small>{text}</small> : null;
}

interface Rateable {
  field: string;
  name: string;
  description: string;
}

/** What is rated in a class: the objectives of its lesson, the metrics of its training. */
export function listRateable(view: ClassView): Rateable[] {
  return [...listObjectives(view), ...listMetrics(view)];
}

export function listObjectives(view: ClassView): Rateable[] {
  const objectives = view.class.TrainingSubjectLesson?.LearningObjective ?? [];
  return objectives.map(({ id, name, description }) => ({ field: `objective:${id}`, name, description }));
}

export function listMetrics(view: ClassView): Rateable[] {
  return view.class.Training.Metric.map(({ id, name }) => ({ field: `metric:${id}`, name, description: "" }));
}
