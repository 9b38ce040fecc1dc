import { useLocation, useRoute } from "preact-iso";

import { isConnected } from "@/base/api/connection";
import { Unreachable } from "@/base/api/errors";
import { findSigningObstacle, getTimes } from "@/base/classes/rules";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";
import { ErrorNotice, Notice, Skeleton } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { needsDecision, Unsent } from "../marks/Unsent";
import { describeObstacle } from "../Obstacle";
import { countUnsent, getViewer, useRecording } from "../recording";
import { PasswordForm } from "./PasswordForm";
import { Preview } from "./Preview";
import { useContent } from "./preparing";
import { RetryButton } from "./RetryButton";

type Recording = ReturnType<typeof useRecording>;

/** Signing a class: marks are sent first, then what will be signed is shown, then the password. */
export function SignClass() {
  const { params } = useRoute();
  const classId = params["id"]!;
  const recording = useRecording(classId);
  const { view, windows, now } = recording;
  const obstacle = view && findSigningObstacle(view, getViewer(), windows, now);
  const back = `/trainings/onsite/class/${classId}`;
  return (
    <Page title={t("class:sign")} back={back} backLabel={t("class:to_class")} readings={[recording.reading]}>
      {view && obstacle ? (
        <Notice
          tone="info"
          title={describeObstacle(
            obstacle,
            getTimes(view.class.LessonClass, windows).opens,
            getTimes(view.class.LessonClass, windows).closes,
          )}
        >
          <ButtonLink href={back} look="secondary">
            {t("class:to_class")}
          </ButtonLink>
        </Notice>
      ) : (
        view && <Signing classId={classId} recording={recording} />
      )}
    </Page>
  );
}

function Signing({ classId, recording }: { classId: string; recording: Recording }) {
  const { route } = useLocation();
  const { content, setContent, prepare } = useContent(classId);
  const { draft, report, windows } = recording;
  const unsent = countUnsent(draft);
  if (!isConnected.value || prepare.error instanceof Unreachable)
    return <Offline unsent={unsent} retry={prepare.run} />;
  if (prepare.error !== undefined) return <ErrorNotice error={prepare.error} retry={prepare.run} />;
  if (draft && unsent > 0 && (needsDecision(draft, report) || report?.phase === "failed"))
    return (
      <div class="class-room">
        <Notice tone="warning" title={t("class:decide_first")} />
        <Unsent classId={classId} />
      </div>
    );
  if (!content || unsent > 0) return <Waiting unsent={unsent} isBusy={prepare.isBusy} retry={prepare.run} />;
  return (
    <div class="class-room">
      <p>{t("class:sign_explained")}</p>
      <Preview content={content} windows={windows} />
      <PasswordForm
        classId={classId}
        content={content}
        onChanged={setContent}
        onSigned={() => route(`/app/trainings/onsite/class/${classId}`, true)}
      />
    </div>
  );
}

function Offline({ unsent, retry }: { unsent: number; retry: () => unknown }) {
  return (
    <Notice tone="warning" title={t("class:sign_offline")}>
      {unsent > 0 && <p>{t("class:unsent_marks", { count: unsent })}</p>}
      <RetryButton retry={retry} />
    </Notice>
  );
}

/** Marks are on their way, or were sent while this screen was shown: then what is signed is read. */
function Waiting({ unsent, isBusy, retry }: { unsent: number; isBusy: boolean; retry: () => unknown }) {
  if (isBusy) return <Skeleton />;
  return (
    <Notice tone="info" title={unsent > 0 ? t("class:unsent_marks", { count: unsent }) : t("class:all_sent")}>
      <RetryButton retry={retry} />
    </Notice>
  );
}
