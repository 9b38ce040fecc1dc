import type { Draft } from "@/base/classes/draft";
import type { ClassView } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Notice } from "@/base/ui/Feedback";

import { Leftovers } from "./Leftovers";

/** Students with marks who were taken off the roster meanwhile. */
export function Removed({
  draft,
  users,
  view,
}: {
  draft: Draft;
  users: string[];
  view: ClassView | undefined;
}) {
  const names = users.map((user) => draft.names[user]).join(", ");
  return (
    <Notice tone="warning" title={t("class:removed", { names, count: users.length })}>
      <Leftovers draft={draft} users={users} view={view} />
    </Notice>
  );
}
