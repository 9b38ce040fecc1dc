import { CloudDownload } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { keepClass, keptClasses, loadPacks } from "@/base/classes/pack";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { describeError } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import type { TaughtClass } from "./groups";

/** Keeps today's classes on the device, for a hangar without signal. */
export function KeepToday({ classes }: { classes: TaughtClass[] }) {
  useEffect(() => void loadPacks(), []);
  const keep = useAction(async () => {
    for (const { id } of classes) await keepClass(id);
    showToast(t("today:kept_all"));
  });
  const isKept = classes.every(({ id }) => keptClasses.value[id] !== undefined);
  return (
    <span>
      <Button look="quiet" isBusy={keep.isBusy} onClick={() => void keep.run()}>
        <CloudDownload aria-hidden="true" size={18} />
        {isKept ? t("today:keep_again") : t("today:keep")}
      </Button>
      {keep.error !== undefined && (
        <small class="field-error" role="alert">
          {describeError(keep.error)}
        </small>
      )}
    </span>
  );
}
