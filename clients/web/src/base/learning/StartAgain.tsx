import { useRef, useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { invalidate } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { ErrorNotice, Notice } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";

import type { LessonOf } from "./storedTime";

interface Props {
  of: LessonOf;
  /** Once the lesson counts afresh. */
  onDone?: () => void;
}

/** Offers to start a lesson again whose exam has no attempts left; shown where the server says that it is possible. */
export function StartAgain({ of, onDone }: Props) {
  const [isAsking, setAsking] = useState(false);
  const reset = useReset(of, () => {
    setAsking(false);
    onDone?.();
  });
  return (
    <Notice tone="info" title={t("learning:start_again_title")}>
      <p>{t("learning:start_again_text")}</p>
      <Button look="secondary" onClick={() => setAsking(true)}>
        {t("learning:start_again")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t("learning:start_again_question")}
          confirmLabel={t("learning:start_again")}
          onConfirm={() => void reset.run()}
          onClose={() => setAsking(false)}
          isBusy={reset.isBusy}
        >
          <p>{t("learning:start_again_effect")}</p>
          {reset.error !== undefined && <ErrorNotice error={reset.error} />}
        </ConfirmDialog>
      )}
    </Notice>
  );
}

/** A retry has the same Idempotency-Key: whatever is lost on the way, the lesson is started again once. */
function useReset({ lesson, enrollment }: LessonOf, onDone: () => void) {
  const key = useRef(crypto.randomUUID());
  return useAction(async () => {
    const body = { lessonId: lesson, enrollmentId: enrollment };
    const headers = { "Idempotency-Key": key.current };
    await unwrap(api.POST("/trainings/lessons/reset.json", { body, headers }));
    key.current = crypto.randomUUID();
    onDone();
    void invalidate("/trainings");
  });
}
