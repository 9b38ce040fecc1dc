import { BadgeCheck } from "lucide-preact";
import { useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { invalidate } from "@/base/api/reading";
import { formatName } from "@/base/classes/draft";
import { listReadingKeys } from "@/base/classes/reads";
import { findUnsigningObstacle, getTimes, type Windows } from "@/base/classes/rules";
import type { ClassView } from "@/base/classes/state";
import { sendSoon } from "@/base/classes/sync";
import { t } from "@/base/texts/translate";
import { formatMoment } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { Button } from "@/base/ui/Button";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { ErrorNotice } from "@/base/ui/Feedback";
import { TextArea } from "@/base/ui/Field";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { getViewer } from "../recording";

interface Props {
  view: ClassView;
  windows: Windows;
  now: Date;
}

/** Who signed the class and when, and taking the signature back where the rules allow. */
export function Signature({ view, windows, now }: Props) {
  const { signature, signed_at } = view.class.LessonClass;
  return (
    <section class="card signature">
      <BadgeCheck aria-hidden="true" size={28} />
      <div>
        <strong>{t("class:signed_by", { name: formatName(view.class.Teacher.UserDetail) })}</strong>
        {signed_at && (
          <p>
            <Moment at={signed_at} />
          </p>
        )}
        <small>{signature}</small>
      </div>
      <TakeBack view={view} windows={windows} now={now} />
    </section>
  );
}

function TakeBack({ view, windows, now }: Props) {
  const [isAsking, setAsking] = useState(false);
  const obstacle = findUnsigningObstacle(view, getViewer(), windows, now);
  const { closes } = getTimes(view.class.LessonClass, windows);
  if (obstacle === "not_in_charge") return null;
  if (obstacle === "too_late")
    return <p class="why-not">{t("class:take_back_too_late", { when: formatMoment(closes) })}</p>;
  return (
    <div>
      <Button look="secondary" disabled={!isConnected.value} onClick={() => setAsking(true)}>
        {t("class:take_back")}
      </Button>
      {!isConnected.value && <small> {t("class:needs_connection")}</small>}
      {isAsking && <TakeBackDialog classId={view.class.LessonClass.id} onClose={() => setAsking(false)} />}
    </div>
  );
}

const REASON = 1_000;

function TakeBackDialog({ classId, onClose }: { classId: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [isMissing, setMissing] = useState(false);
  const takeBack = useAction(async () => {
    await unwrap(api.POST("/trainings/onsite/unsign_class.json", { body: { classId, reason } }));
    await invalidate(...listReadingKeys(classId));
    sendSoon(classId, 0); // marks that the signature has kept out
    onClose();
    showToast(t("class:taken_back"));
  });
  const confirm = () => {
    setMissing(reason.trim() === "");
    if (reason.trim() !== "") void takeBack.run();
  };
  return (
    <ConfirmDialog
      title={t("class:take_back_title")}
      confirmLabel={t("class:take_back")}
      isBusy={takeBack.isBusy}
      onClose={onClose}
      onConfirm={confirm}
    >
      <p>{t("class:take_back_explained")}</p>
      <TextArea
        label={t("class:reason")}
        value={reason}
        maxLength={REASON}
        error={isMissing ? t("class:reason_missing") : undefined}
        onValue={setReason}
      />
      {takeBack.error !== undefined && <ErrorNotice error={takeBack.error} />}
    </ConfirmDialog>
  );
}
