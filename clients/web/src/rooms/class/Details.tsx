import { Fragment } from "preact";
import { useEffect, useState } from "preact/hooks";

import type { Draft } from "@/base/classes/draft";
import { type Edit, getValue } from "@/base/classes/marks";
import type { ClassView, RosterRow } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { TextArea, TextField } from "@/base/ui/Field";

import { describeValue, nameField } from "./marks/labels";
import { getShown, record, type Values } from "./recording";

interface Props {
  view: ClassView;
  row: RosterRow;
  draft: Draft | undefined;
  canRecord: boolean;
}

const LONG = 5_000;
const SHORT = 50;

/** Minutes, code, remarks, measures, and in an exam class the rating. */
export function Details({ view, row, draft, canRecord }: Props) {
  const shown = getShown(row, draft);
  const type = (edit: Edit) => record(view, row, edit, { isTyped: true });
  if (!canRecord) return <ReadOnly shown={shown} isExam={view.class.TrainingSubjectExam !== null} />;
  const isOpen = getValue(shown, "value") === null;
  return (
    <div class="student-details form">
      {isOpen && <small>{t("class:mark_first")}</small>}
      <div class="short-fields">
        <Minutes
          shown={shown}
          limit={view.class.LessonClass.minutes}
          isDisabled={getValue(shown, "value") !== true}
          onSeconds={(time) => type({ time })}
        />
        <Short name="code" shown={shown} isDisabled={isOpen} onEdit={type} />
        {view.class.TrainingSubjectExam && (
          <Short name="exam_rating" shown={shown} isDisabled={isOpen} onEdit={type} />
        )}
      </div>
      <Long name="remarks" shown={shown} onEdit={type} />
      <Long name="measures" shown={shown} onEdit={type} />
    </div>
  );
}

interface FieldProps {
  name: string;
  shown: Values;
  onEdit: (edit: Edit) => void;
}

function Short({ name, shown, isDisabled, onEdit }: FieldProps & { isDisabled: boolean }) {
  return (
    <TextField
      label={nameField(name)}
      value={String(getValue(shown, name))}
      maxLength={SHORT}
      disabled={isDisabled}
      onValue={(text) => onEdit({ [name]: text })}
    />
  );
}

/** Remarks or measures. */
export function Long({ name, shown, onEdit }: FieldProps) {
  return (
    <TextArea
      label={nameField(name)}
      value={String(getValue(shown, name))}
      maxLength={LONG}
      rows={2}
      onValue={(text) => onEdit({ [name]: text })}
    />
  );
}

interface MinutesProps {
  shown: Values;
  limit: number;
  isDisabled: boolean;
  onSeconds: (seconds: number) => void;
}

/** Attended minutes, at most those of the class. What is no such number is shown with its reason, and not recorded. */
function Minutes({ shown, limit, isDisabled, onSeconds }: MinutesProps) {
  const stored = Math.round(Number(getValue(shown, "time")) / 60);
  const [text, setText] = useState(String(stored));
  const isValid = /^\d+$/.test(text) && Number(text) <= limit;
  useEffect(() => setText(String(stored)), [stored]);
  const type = (typed: string) => {
    setText(typed);
    if (/^\d+$/.test(typed) && Number(typed) <= limit) onSeconds(Number(typed) * 60);
  };
  return (
    <TextField
      label={t("class:minutes")}
      inputMode="numeric"
      value={text}
      disabled={isDisabled}
      error={isValid ? undefined : t("class:minutes_limit", { limit })}
      onValue={type}
    />
  );
}

/** All that is recorded besides the ratings. */
export function ReadOnly({ shown, isExam }: { shown: Values; isExam: boolean }) {
  const fields = ["time", "code", ...(isExam ? ["exam_value", "exam_rating"] : []), "remarks", "measures"];
  return (
    <dl class="facts student-details">
      {fields.map((field) => (
        <Fragment key={field}>
          <dt>{nameField(field)}</dt>
          <dd>{describeValue(field, getValue(shown, field))}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
