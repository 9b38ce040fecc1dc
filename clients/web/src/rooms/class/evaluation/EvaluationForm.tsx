import { useState } from "preact/hooks";

import { type Edit, getCommentField, getValue } from "@/base/classes/marks";
import type { ClassView, RosterRow } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { Notice } from "@/base/ui/Feedback";
import { TextField } from "@/base/ui/Field";
import { Segments } from "@/base/ui/Tabs";

import { Long } from "../Details";
import { record, type Values } from "../recording";
import { RatingControl } from "./RatingControl";
import { listMetrics, listObjectives, listRateable } from "./RatingList";
import { explainScale, findScale, nameScale, SCALES, type ScaleName } from "./scales";

interface Props {
  view: ClassView;
  row: RosterRow;
  shown: Values;
  /** The ratings as they are recorded. */
  ratings: Values;
  /** Whether they could be read. */
  isKnown: boolean;
}

type Rate = (edit: Edit, isTyped?: boolean) => void;

/** The scale that was used last on this device, of objectives and of metrics: schools rate them differently. */
const LAST_SCALE = "downwind.scale.";
const COMMENT = 5_000;

export function EvaluationForm({ view, row, shown, ratings, isKnown }: Props) {
  const rate: Rate = (edit, isTyped = false) => record(view, row, edit, { ratings, isTyped });
  const presence = getValue(shown, "value");
  const group = { shown, ratings, rate };
  return (
    <>
      {!isKnown && <Notice tone="warning" title={t("class:evaluation_unknown")} />}
      {listRateable(view).length > 0 && presence !== true && (
        <p class={presence === false ? "caution" : ""}>
          {presence === false ? t("class:absent_not_rated") : t("class:rating_marks_present")}
        </p>
      )}
      <Group name="objectives" title={t("class:objectives")} items={listObjectives(view)} {...group} />
      <Group name="metrics" title={t("class:metrics")} items={listMetrics(view)} {...group} />
      <Card title={t("class:in_words")}>
        <Long name="remarks" shown={shown} onEdit={(edit) => rate(edit, true)} />
        <Long name="measures" shown={shown} onEdit={(edit) => rate(edit, true)} />
      </Card>
    </>
  );
}

interface GroupProps {
  name: "objectives" | "metrics";
  title: string;
  items: ReturnType<typeof listRateable>;
  shown: Values;
  ratings: Values;
  rate: Rate;
}

/** What is rated on one scale. */
function Group({ name, title, items, shown, ratings, rate }: GroupProps) {
  const [chosen, choose] = useState<ScaleName>();
  if (items.length === 0) return null;
  const scale = chosen ?? pickScale(name, items, ratings);
  const remember = (picked: ScaleName) => {
    localStorage.setItem(LAST_SCALE + name, picked);
    choose(picked);
  };
  return (
    <Card title={title}>
      <Scale label={`${t("class:scale")}: ${title}`} scale={scale} onChoose={remember} />
      <ul class="rateables">
        {items.map((item) => (
          <Rateable key={item.field} {...item} shown={shown} scale={scale} rate={rate} />
        ))}
      </ul>
    </Card>
  );
}

/** The scale of the ratings that are there, else the one used last on this device. */
function pickScale(name: string, items: GroupProps["items"], ratings: Values): ScaleName {
  const used = items.map(({ field }) => findScale(String(getValue(ratings, field))));
  const last = localStorage.getItem(LAST_SCALE + name);
  return used.find(Boolean) ?? (last !== null && last in SCALES ? (last as ScaleName) : "standard");
}

interface ScaleProps {
  label: string;
  scale: ScaleName;
  onChoose: (name: ScaleName) => void;
}

function Scale({ label, scale, onChoose }: ScaleProps) {
  const names = Object.keys(SCALES) as ScaleName[];
  return (
    <div class="scale">
      <Segments
        label={label}
        choices={names.map((name) => [name, nameScale(name)] as const)}
        chosen={scale}
        onChoose={onChoose}
      />
      <small>{explainScale(scale)}</small>
    </div>
  );
}

interface RateableProps {
  field: string;
  name: string;
  description: string;
  shown: Values;
  scale: ScaleName;
  rate: Rate;
}

function Rateable({ field, name, description, shown, scale, rate }: RateableProps) {
  return (
    <li>
      <div class="rateable-text">
        <span>{name}</span>
        {description && <small>{description}</small>}
      </div>
      <RatingControl
        label={name}
        rating={String(getValue(shown, field))}
        scale={scale}
        isDisabled={getValue(shown, "value") === false}
        onRate={(rating) => rate({ [field]: rating })}
      />
      <Comment field={field} name={name} shown={shown} rate={rate} />
    </li>
  );
}

/** A comment on a metric that is rated. */
function Comment({ field, name, shown, rate }: { field: string; name: string; shown: Values; rate: Rate }) {
  if (!field.startsWith("metric:") || getValue(shown, field) === "") return null;
  const comment = getCommentField(field);
  return (
    <TextField
      label={t("class:comment_on", { name })}
      value={String(getValue(shown, comment))}
      maxLength={COMMENT}
      onValue={(text) => rate({ [comment]: text }, true)}
    />
  );
}
