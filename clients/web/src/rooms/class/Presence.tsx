import { Check, X } from "lucide-preact";
import { useState } from "preact/hooks";

import { type Draft, formatName } from "@/base/classes/draft";
import { type Edit, getValue, listDropped } from "@/base/classes/marks";
import type { ClassView, RosterRow } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Segments } from "@/base/ui/Tabs";

import { isScheduled } from "./exam/states";
import { getShown, record } from "./recording";

interface Props {
  view: ClassView;
  row: RosterRow;
  draft: Draft | undefined;
}

/** Present or absent: two buttons. An absence that gives up unsent ratings asks first. */
export function Presence({ view, row, draft }: Props) {
  const [dropped, setDropped] = useState(0);
  const presence = getValue(getShown(row, draft), "value");
  const mark = (edit: Edit) => {
    const lost = listDropped(draft?.marks ?? {}, edit, row.User.id).length;
    if (lost > 0) setDropped(lost);
    else record(view, row, edit);
  };
  const name = formatName(row.User.UserDetail);
  return (
    <div class="presence" role="group" aria-label={t("class:attendance_of", { name })}>
      <button
        type="button"
        class="present"
        aria-pressed={presence === true}
        onClick={() => presence !== true && mark({ value: true })}
      >
        <Check aria-hidden="true" size={22} />
        <span>{t("class:present")}</span>
      </button>
      <button
        type="button"
        class="absent"
        aria-pressed={presence === false}
        onClick={() => presence !== false && mark({ value: false })}
      >
        <X aria-hidden="true" size={22} />
        <span>{t("class:absent")}</span>
      </button>
      {dropped > 0 && (
        <ConfirmDialog
          title={t("class:drop_ratings_title", { name })}
          confirmLabel={t("class:mark_absent")}
          isDangerous
          onClose={() => setDropped(0)}
          onConfirm={() => {
            record(view, row, { value: false });
            setDropped(0);
          }}
        >
          <p>{t("class:drop_ratings", { count: dropped })}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

/** Passed or not, in an exam class. */
export function ExamResult({ view, row, draft }: Props) {
  const shown = getShown(row, draft);
  const result = getValue(shown, "exam_value");
  // The result of an exam in the app is still to come: until then, the server counts it as failed.
  const isOpen = getValue(shown, "value") === true && result === null && !isScheduled(view);
  return (
    <div class="exam-result">
      <Segments
        label={t("class:exam_result_of", { name: formatName(row.User.UserDetail) })}
        chosen={result === null ? "" : String(result)}
        choices={[
          ["true", t("class:passed")],
          ["false", t("class:not_passed")],
        ]}
        onChoose={(choice) => record(view, row, { exam_value: choice === "true" })}
      />
      {isOpen && <small class="caution">{t("class:counts_as_passed")}</small>}
    </div>
  );
}
