import { Check } from "lucide-preact";

import { getValue } from "@/base/classes/marks";
import type { ClassView } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";

import { getShown, record, type useRecording } from "./recording";
import { StudentRow } from "./StudentRow";

/** The students of a class: to be marked, or as they were marked. */
export function Roster({ recording }: { recording: ReturnType<typeof useRecording> }) {
  const { view, draft, obstacle } = recording;
  if (!view) return null;
  const canRecord = obstacle === undefined;
  const open = view.attendances.filter((row) => getValue(getShown(row, draft), "value") === null);
  return (
    <Card
      title={t("class:roster", { count: view.attendances.length })}
      actions={canRecord && open.length > 0 && <AllPresent view={view} open={open} />}
    >
      {view.attendances.length === 0 && <Empty>{t("class:nobody")}</Empty>}
      {canRecord && view.attendances.length > 0 && (
        <Tally total={view.attendances.length} open={open.length} />
      )}
      <ul class="roster">
        {view.attendances.map((row) => (
          <StudentRow key={row.User.id} view={view} row={row} draft={draft} canRecord={canRecord} />
        ))}
      </ul>
    </Card>
  );
}

function AllPresent({ view, open }: { view: ClassView; open: ClassView["attendances"] }) {
  const markAll = () => {
    for (const row of open) record(view, row, { value: true });
    showToast(t("class:all_marked", { count: open.length }));
  };
  return (
    <Button look="secondary" onClick={markAll}>
      <Check aria-hidden="true" size={18} />
      {open.length === view.attendances.length
        ? t("class:all_present")
        : t("class:rest_present", { count: open.length })}
    </Button>
  );
}

function Tally({ total, open }: { total: number; open: number }) {
  return (
    <div class="tally">
      <progress max={total} value={total - open} aria-label={t("class:marked_label")} />
      <small>{open === 0 ? t("class:all_done") : t("class:marked", { done: total - open, total })}</small>
    </div>
  );
}
