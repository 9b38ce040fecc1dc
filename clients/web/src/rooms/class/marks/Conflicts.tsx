import type { Draft } from "@/base/classes/draft";
import { editDraft } from "@/base/classes/drafts";
import { type Conflict, resolveConflict } from "@/base/classes/merge";
import type { ClassView } from "@/base/classes/state";
import { sendSoon } from "@/base/classes/sync";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";

import { describeValue, nameField } from "./labels";

type Choice = "mine" | "theirs";

interface Props {
  draft: Draft;
  conflicts: Conflict[];
  view: ClassView | undefined;
}

/** Fields that were changed on the server meanwhile: mine and theirs beside each other, for each or for all. */
export function Conflicts({ draft, conflicts, view }: Props) {
  const choose = (chosen: Conflict[], choice: Choice) => {
    void editDraft(
      draft.classId,
      (stored) => stored && { ...stored, marks: resolveAll(stored.marks, chosen, choice) },
    );
    sendSoon(draft.classId);
  };
  return (
    <div class="conflicts" role="alert">
      <Card title={t("class:conflicts", { count: conflicts.length })}>
        <p>{t("class:conflicts_explained")}</p>
        <ul>
          {conflicts.map((conflict) => (
            <OneConflict
              key={`${conflict.user} ${conflict.field}`}
              name={draft.names[conflict.user] ?? ""}
              conflict={conflict}
              view={view}
              onChoose={(choice) => choose([conflict], choice)}
            />
          ))}
        </ul>
        {conflicts.length > 1 && (
          <div class="buttons">
            <Button look="secondary" onClick={() => choose(conflicts, "mine")}>
              {t("class:all_mine")}
            </Button>
            <Button look="secondary" onClick={() => choose(conflicts, "theirs")}>
              {t("class:all_theirs")}
            </Button>
          </div>
        )}
      </Card>
    </div>
  );
}

function resolveAll(marks: Draft["marks"], conflicts: Conflict[], choice: Choice): Draft["marks"] {
  return conflicts.reduce((left, conflict) => resolveConflict(left, conflict, choice, Date.now()), marks);
}

interface OneProps {
  name: string;
  conflict: Conflict;
  view: ClassView | undefined;
  onChoose: (choice: Choice) => void;
}

function OneConflict({ name, conflict, view, onChoose }: OneProps) {
  const { field, base, dependents } = conflict;
  const label = nameField(field, view);
  return (
    <li class="conflict">
      <p>
        <strong>{name}</strong>
        {`: ${label}`}
        {base !== conflict.mine && <small> {t("class:was", { value: describeValue(field, base) })}</small>}
      </p>
      <div class="choices">
        <button type="button" onClick={() => onChoose("mine")}>
          <small>{t("class:mine")}</small>
          <span>{describeSide(conflict, "mine")}</span>
        </button>
        <button type="button" onClick={() => onChoose("theirs")}>
          <small>{t("class:theirs")}</small>
          <span>{describeSide(conflict, "theirs")}</span>
        </button>
      </div>
      {dependents.length > 0 && (
        <small>
          {t("class:dependents", { fields: dependents.map((one) => nameField(one, view)).join(", ") })}
        </small>
      )}
    </li>
  );
}

/** One side of a conflict, with what goes with it: "Present · 1 hr". */
function describeSide(conflict: Conflict, side: Choice): string {
  const implied = conflict.implied.map((one) => describeValue(one.field, one[side]));
  return [describeValue(conflict.field, conflict[side]), ...implied].join(" · ");
}
