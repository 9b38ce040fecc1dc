import { type Draft, forgiveRefusals } from "@/base/classes/draft";
import { editDraft } from "@/base/classes/drafts";
import { sendSoon } from "@/base/classes/sync";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

import { Leftovers } from "./Leftovers";

/** Marks that the server refused, with its reason; they stay until they are changed, sent again or discarded. */
export function Refusals({ draft }: { draft: Draft }) {
  const users = Object.keys(draft.refusals).filter((user) => draft.marks[user]);
  if (users.length === 0) return null;
  const retry = () => {
    void editDraft(draft.classId, (stored) => stored && forgiveRefusals(stored, users));
    sendSoon(draft.classId);
  };
  return (
    <Notice tone="bad" title={t("class:refused_title", { count: users.length })}>
      <ul>
        {users.map((user) => (
          <li key={user}>{`${draft.names[user]}: ${draft.refusals[user]!.message}`}</li>
        ))}
      </ul>
      <Leftovers draft={draft} users={users} view={undefined}>
        <Button look="secondary" onClick={retry}>
          {t("base:try_again")}
        </Button>
      </Leftovers>
    </Notice>
  );
}
