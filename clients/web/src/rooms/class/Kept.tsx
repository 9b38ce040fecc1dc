import { CloudDownload, CloudOff } from "lucide-preact";

import { keepClass, keptClasses } from "@/base/classes/pack";
import { t } from "@/base/texts/translate";
import { formatDistance } from "@/base/time/formats";
import { Button } from "@/base/ui/Button";
import { describeError } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";

/** Whether the class can be recorded without a connection, and a button to make it so. */
export function Kept({ classId }: { classId: string }) {
  const keep = useAction(() => keepClass(classId));
  const at = keptClasses.value[classId];
  return (
    <div class="class-kept" role="status">
      {at === undefined ? (
        <CloudOff aria-hidden="true" size={18} />
      ) : (
        <CloudDownload aria-hidden="true" size={18} />
      )}
      <span>
        {at === undefined ? t("class:not_kept") : t("class:kept", { when: formatDistance(new Date(at)) })}
        {keep.error !== undefined && <small class="field-error"> {describeError(keep.error)}</small>}
      </span>
      <Button look="quiet" isBusy={keep.isBusy} onClick={() => void keep.run()}>
        {at === undefined ? t("class:keep") : t("class:keep_again")}
      </Button>
    </div>
  );
}
