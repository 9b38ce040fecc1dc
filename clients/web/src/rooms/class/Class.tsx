import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";
import { isConnected } from "@/base/api/connection";
import { buildTitle } from "@/base/classes/draft";
import { keepClass, loadPacks } from "@/base/classes/pack";
import { getTimes, isOnRoster, isSigned, isTeacherOf } from "@/base/classes/rules";
import { isManager } from "@/base/session/person";
import { mayKeepOffline } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { Page } from "@/base/ui/Page";

import { OffRoster, useWatching } from "./exam/Attempts";
import { OwnExam } from "./exam/OwnExam";
import { isScheduled, listSitting } from "./exam/states";
import { Facts } from "./Facts";
import { Kept } from "./Kept";
import { Unsent } from "./marks/Unsent";
import { ObstacleNotice } from "./Obstacle";
import { OwnAttendance } from "./OwnAttendance";
import { Roster } from "./Roster";
import { getViewer, useRecording } from "./recording";
import { PrintButton, PrintHead } from "./sign/Print";
import { Signature } from "./sign/Signature";
import { SignBar } from "./sign/SignBar";

type Recording = ReturnType<typeof useRecording>;

/** A class: for its teacher and managers to record, for its students and others to see. */
export function Class() {
  const { params } = useRoute();
  const classId = params["id"]!;
  const recording = useRecording(classId);
  const { reading, view, draft } = recording;
  // A class that is gone, with marks that were made for it: they must still be seen.
  if (!view && draft && reading.error !== undefined)
    return (
      <Page title={draft.title} back="/">
        <div class="class-room">
          <Unsent classId={classId} />
        </div>
      </Page>
    );
  return (
    <Page title={view ? buildTitle(view) : t("class:class")} back="/" readings={[reading]}>
      {view && <Body classId={classId} recording={recording} />}
    </Page>
  );
}

function Body({ classId, recording }: { classId: string; recording: Recording }) {
  const view = recording.view!;
  const viewer = getViewer();
  const isOwn = isOnRoster(view, viewer.userId) && !isManager.value;
  const canBeRecorded = getTimes(view.class.LessonClass, recording.windows).opens <= recording.now;
  useKeptPack(classId, isTeacherOf(view, viewer) && !isSigned(view));
  // After the signature, until nobody sits the exam any more.
  const isWatched = isScheduled(view) && canBeRecorded && (!isSigned(view) || listSitting(view).length > 0);
  useWatching(isWatched, recording.reading.reload);
  return (
    <div class="class-room">
      <PrintHead now={recording.now} />
      <Facts view={view} windows={recording.windows} now={recording.now} />
      <Unsent classId={classId} />
      {isSigned(view) && <Signature view={view} windows={recording.windows} now={recording.now} />}
      {isOwn ? (
        <>
          <OwnExam view={view} />
          {canBeRecorded && <OwnAttendance view={view} />}
        </>
      ) : (
        <>
          {!isSigned(view) && <ObstacleNotice recording={recording} />}
          <Roster recording={recording} />
          <OffRoster view={view} />
          <SignBar recording={recording} />
          <PrintButton />
          {mayKeepOffline.value && isTeacherOf(view, viewer) && !isSigned(view) && <Kept classId={classId} />}
        </>
      )}
      {isManager.value && <PlanLink classId={classId} />}
    </div>
  );
}

/** Keeps the class for a hangar without signal, whenever its teacher opens it with one. */
function useKeptPack(classId: string, isWanted: boolean): void {
  useEffect(() => {
    void loadPacks();
    // What fails here is tried again at the next visit; the notice says whether the class is kept.
    if (isWanted && mayKeepOffline.value && isConnected.value) keepClass(classId).catch(() => undefined);
  }, [classId, isWanted]);
}

function PlanLink({ classId }: { classId: string }) {
  return (
    <p>
      <a href={`/admin/onsite/classsession/${classId}/change/`} target="_self" rel="external">
        {t("class:plan_in_admin")}
      </a>
    </p>
  );
}
