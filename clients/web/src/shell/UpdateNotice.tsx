import { useLocation } from "preact-iso";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

import { applyUpdate, waitingWorker } from "./worker";

/** Offers a new version; not during an exam, where a reload would cost time. */
export function UpdateNotice() {
  const { path } = useLocation();
  if (!waitingWorker.value || path.startsWith("/app/trainings/exams/do/")) return null;
  return (
    <Notice tone="info" title={t("shell:update")}>
      <Button look="secondary" onClick={applyUpdate}>
        {t("shell:apply_update")}
      </Button>
    </Notice>
  );
}
