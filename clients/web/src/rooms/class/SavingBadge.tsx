import { CloudOff, LoaderCircle, TriangleAlert } from "lucide-preact";

import { isConnected } from "@/base/api/connection";
import { drafts } from "@/base/classes/drafts";
import { t } from "@/base/texts/translate";
import { Badge } from "@/base/ui/Feedback";

import { getSavingState } from "./recording";

/** Whether the marks of a student are on the server; nothing when all are. Announced when it changes. */
export function SavingBadge({ user, classId }: { user: string; classId: string }) {
  return (
    <span class="saving" role="status">
      <State user={user} classId={classId} />
    </span>
  );
}

function State({ user, classId }: { user: string; classId: string }) {
  const state = getSavingState(user, classId, isConnected.value);
  if (state === "none") return null;
  if (state === "sending")
    return (
      <Badge tone="quiet">
        <LoaderCircle aria-hidden="true" size={14} class="turning" />
        {t("class:sending")}
      </Badge>
    );
  if (state === "waiting")
    return (
      <Badge tone="warning">
        <CloudOff aria-hidden="true" size={14} />
        {t("class:on_device")}
      </Badge>
    );
  return (
    <Badge tone="bad">
      <TriangleAlert aria-hidden="true" size={14} />
      {state === "conflict"
        ? t("class:changed_by_others")
        : t("class:refused", { reason: drafts.value[classId]?.refusals[user]?.message })}
    </Badge>
  );
}
