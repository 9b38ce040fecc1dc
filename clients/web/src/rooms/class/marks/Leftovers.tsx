import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import type { Draft } from "@/base/classes/draft";
import { editDraft } from "@/base/classes/drafts";
import type { ClassView } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { describeDraft } from "./labels";

interface Props {
  draft: Draft;
  users: string[];
  view: ClassView | undefined;
  /** Further buttons. */
  children?: ComponentChildren;
}

/** Marks that cannot be stored: shown, to be copied elsewhere, or discarded after a yes. */
export function Leftovers({ draft, users, view, children }: Props) {
  const [isAsking, setAsking] = useState(false);
  const text = describeDraft(pickUsers(draft, users), view);
  const copy = useAction(() => copyText(text));
  const discard = () => {
    setAsking(false);
    void editDraft(draft.classId, (stored) => stored && dropUsers(stored, users));
  };
  return (
    <>
      <pre class="leftovers">{text}</pre>
      <div class="buttons">
        <Button look="secondary" onClick={() => void copy.run()}>
          {t("class:copy")}
        </Button>
        {children}
        <Button look="quiet" onClick={() => setAsking(true)}>
          {t("class:discard")}
        </Button>
      </div>
      {copy.error !== undefined && <p class="field-error">{t("class:copy_failed")}</p>}
      {isAsking && (
        <ConfirmDialog
          title={t("class:discard_title")}
          confirmLabel={t("class:discard")}
          isDangerous
          onClose={() => setAsking(false)}
          onConfirm={discard}
        >
          <pre class="leftovers">{text}</pre>
        </ConfirmDialog>
      )}
    </>
  );
}

async function copyText(text: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  showToast(t("class:copied"));
}

function pickUsers(draft: Draft, users: string[]): Draft {
  return {
    ...draft,
    marks: Object.fromEntries(Object.entries(draft.marks).filter(([user]) => users.includes(user))),
  };
}

function dropUsers(draft: Draft, users: string[]): Draft | undefined {
  const left = Object.entries(draft.marks).filter(([user]) => !users.includes(user));
  return left.length > 0 ? { ...draft, marks: Object.fromEntries(left) } : undefined;
}
