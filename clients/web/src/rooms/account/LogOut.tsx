import { LogOut as LeaveIcon } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { lessonPath } from "@/base/learning/paths";
import { listUnsentTimes, sendTimesOfCompleted, type UnsentTime } from "@/base/learning/storedTime";
import { countUnsent, logOut } from "@/base/session/logout";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Button, ButtonLink } from "@/base/ui/Button";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Notice } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";

/** The way out. Says what is deleted, and what would be lost. */
export function LogOut() {
  const [isAsking, setAsking] = useState(false);
  return (
    <div class="account-leave">
      <Button look="secondary" onClick={() => setAsking(true)}>
        <LeaveIcon aria-hidden="true" size={18} />
        {t("account:log_out")}
      </Button>
      {isAsking && <Leaving onClose={() => setAsking(false)} />}
    </div>
  );
}

function Leaving({ onClose }: { onClose: () => void }) {
  const leaving = useAction(logOut);
  const times = useUnsentTimes();
  const unsent = countUnsent();
  const isLossy = unsent + times.length > 0;
  const isOffline = !isConnected.value || !navigator.onLine; // a late response may say otherwise
  return (
    <ConfirmDialog
      title={t("account:log_out_title")}
      confirmLabel={isLossy ? t("account:log_out_anyway") : t("account:log_out")}
      isDangerous={isLossy}
      isBusy={leaving.isBusy}
      onConfirm={() => void leaving.run()}
      onClose={onClose}
    >
      {unsent > 0 && <Notice tone="warning" title={t("account:unsent", { count: unsent })} />}
      {times.map((time) => (
        <LostTime key={time.lesson + time.enrollment} time={time} />
      ))}
      <p>{t("account:log_out_deletes")}</p>
      {isOffline && <p>{t("account:log_out_offline")}</p>}
    </ConfirmDialog>
  );
}

/** The study time that would be lost. What can be sent is sent first. */
function useUnsentTimes(): UnsentTime[] {
  const [times, setTimes] = useState<UnsentTime[]>([]);
  useEffect(() => {
    const look = async () => setTimes(await listUnsentTimes());
    void look().then(sendTimesOfCompleted).then(look);
  }, []);
  return times;
}

function LostTime({ time: { lesson, enrollment, seconds } }: { time: UnsentTime }) {
  return (
    <Notice tone="warning" title={t("account:unsent_time", { time: formatDuration(seconds) })}>
      <p>{t("account:unsent_time_hint")}</p>
      <ButtonLink look="secondary" href={lessonPath(enrollment, lesson)}>
        {t("account:to_lesson")}
      </ButtonLink>
    </Notice>
  );
}
