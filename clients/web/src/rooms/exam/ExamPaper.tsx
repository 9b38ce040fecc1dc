import { useSignalEffect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";

import type { Reading } from "@/base/api/reading";
import type { Paper } from "@/base/exam/paper";
import { t } from "@/base/texts/translate";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Page } from "@/base/ui/Page";
import { type Guard, useGuard } from "@/base/ui/useGuard";

import { OpenPaper } from "./paper/OpenPaper";
import { TimeOver } from "./paper/TimeOver";
import { RunningOut } from "./sitting/ending";
import { forgetPaper } from "./sitting/notes";
import { Sitting } from "./sitting/sitting";
import { isUnsent } from "./sitting/standing";

/** An attempt: the paper while it is open, then the result. */
export function ExamPaper() {
  const { attempt = "" } = useRoute().params;
  return <Attempt key={attempt} attempt={attempt} />;
}

function Attempt({ attempt }: { attempt: string }) {
  const { sitting, ending } = useSitting(attempt);
  const paper = sitting.paper.value;
  const isFinished = paper?.ExamAttempt.status === "finished" || ending.phase.value === "done";
  const unsent = sitting.standings.value.filter(isUnsent).length;
  const guard = useGuard(paper !== undefined && !isFinished, unsent > 0);
  const showResult = useResult(attempt, guard);
  useEffect(() => {
    if (isFinished) void showResult();
  }, [isFinished]);
  return (
    <Page title={paper?.Exam.name ?? t("exam:exam")} readings={[asReading(sitting)]}>
      {paper && !isFinished && ending.phase.value === "open" && (
        <OpenPaper sitting={sitting} paper={paper} onFinish={showResult} />
      )}
      {ending.phase.value === "over" && !isFinished && (
        <TimeOver unsent={unsent} error={ending.error.value} retry={() => ending.begin()} />
      )}
      {guard.isAsking && <Leaving guard={guard} unsent={unsent} />}
    </Page>
  );
}

/** The attempt while this screen is shown. When its time is over, it is ended. */
function useSitting(attempt: string) {
  const [{ sitting, ending }] = useState(() => {
    const sitting = new Sitting(attempt);
    return { sitting, ending: new RunningOut(sitting) };
  });
  useEffect(() => {
    const stop = sitting.start();
    return () => {
      stop();
      ending.stop();
    };
  }, []);
  useSignalEffect(() => {
    const isOpen = sitting.paper.value?.ExamAttempt.status === "open";
    if (isOpen && sitting.countdown.left.value.seconds === 0) void ending.begin();
  });
  return { sitting, ending };
}

/** Leads to the result, in place of the paper. */
function useResult(attempt: string, guard: Guard): () => Promise<void> {
  const { route } = useLocation();
  return async () => {
    await guard.release();
    await forgetPaper(attempt);
    route(`/app/trainings/exams/view/${attempt}`, true);
  };
}

function Leaving({ guard, unsent }: { guard: Guard; unsent: number }) {
  return (
    <ConfirmDialog
      title={t("exam:leave_title")}
      confirmLabel={t("exam:leave")}
      onConfirm={guard.leave}
      onClose={guard.stay}
    >
      <p>{t("exam:leave_text")}</p>
      {unsent > 0 && <p>{t("exam:leave_unsent", { count: unsent })}</p>}
    </ConfirmDialog>
  );
}

function asReading(sitting: Sitting): Reading<Paper> {
  const { value: data } = sitting.paper;
  const { value: error } = sitting.error;
  const isLoading = data === undefined && error === undefined;
  return {
    data,
    error,
    isLoading,
    copiedAt: undefined,
    reload: async () => void (await sitting.look()),
  };
}
