import { CircleCheck, Download, Trash2 } from "lucide-preact";
import { useEffect } from "preact/hooks";

import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { describeError, Notice } from "@/base/ui/Feedback";
import { ProgressBar } from "@/base/ui/Progress";

import {
  type Job,
  jobs,
  listLessonsToKeep,
  nameLessonJob,
  nameSubjectJob,
  type SubjectPlace,
  startLesson,
  startSubject,
} from "./jobs";
import { findKept, type KeptLesson, keptLessons, type LessonPlace, loadKept, removeKept } from "./kept";
import { formatSize } from "./sizes";

/** Offers to keep a lesson on this device, shows how far that is, and takes it away again. Nothing on a shared device. */
export function KeepLesson(place: LessonPlace) {
  useEffect(() => void loadKept(), []);
  const kept = findKept(place);
  return (
    <Keep
      label={t("offline:keep_lesson")}
      removeLabel={t("offline:remove")}
      job={jobs.value[nameLessonJob(place)]}
      kept={kept ? [kept] : []}
      isComplete={kept?.isComplete ?? false}
      start={() => startLesson(place)}
    />
  );
}

/** The same for all lessons of a subject. */
export function KeepSubject(place: SubjectPlace) {
  useEffect(() => void loadKept(), []);
  const path = { enrollment_id: place.enrollment, subject_id: place.subject };
  const view = useReading(`/trainings/subjects/view/${place.enrollment}/${place.subject}`, (via) =>
    api.GET("/trainings/subjects/view/{enrollment_id}/{subject_id}.json", { ...via, params: { path } }),
  );
  const lessons = view.data && listLessonsToKeep(view.data.subject);
  const kept = (keptLessons.value ?? []).filter(
    ({ subjectId, enrollment }) => subjectId === place.subject && enrollment === place.enrollment,
  );
  const complete = kept.filter(({ isComplete }) => isComplete).map(({ lesson }) => lesson);
  return (
    <Keep
      label={t("offline:keep_subject")}
      removeLabel={t("offline:remove_subject")}
      job={jobs.value[nameSubjectJob(place)]}
      kept={kept}
      isComplete={lessons?.every((id) => complete.includes(id)) ?? false}
      start={() => startSubject(place)}
    />
  );
}

interface Props {
  label: string;
  removeLabel: string;
  job: Job | undefined;
  kept: KeptLesson[];
  isComplete: boolean;
  start: () => Promise<void>;
}

function Keep({ label, removeLabel, job, kept, isComplete, start }: Props) {
  if (session.value?.isShared) return null;
  if (job?.isRunning)
    return <ProgressBar label={t("offline:downloading")} completed={job.done} total={job.total} />;
  return (
    <div class="keep">
      {kept.length > 0 && <KeptState kept={kept} isComplete={isComplete} />}
      {job?.error !== undefined && <Notice tone="warning" title={describeKeepError(job.error)} />}
      <div class="buttons">
        {!isComplete && (
          <Button look="secondary" onClick={() => void start()}>
            <Download aria-hidden="true" size={18} />
            {kept.some((lesson) => !lesson.isComplete) ? t("offline:go_on") : label}
          </Button>
        )}
        {kept.length > 0 && <RemoveButton label={removeLabel} kept={kept} />}
      </div>
    </div>
  );
}

function KeptState({ kept, isComplete }: { kept: KeptLesson[]; isComplete: boolean }) {
  const size = formatSize(kept.reduce((sum, lesson) => sum + lesson.bytes, 0));
  const lost = kept.reduce((sum, lesson) => sum + lesson.lostFiles, 0);
  const complete = kept.filter((lesson) => lesson.isComplete).length;
  return (
    <p class="keep-state" role="status">
      {isComplete && <CircleCheck aria-hidden="true" size={18} />}
      <span>
        {isComplete ? t("offline:kept", { size }) : t("offline:kept_partly", { count: complete, size })}
        {lost > 0 && ` ${t("offline:lost_files", { count: lost })}`}
      </span>
    </p>
  );
}

function RemoveButton({ label, kept }: { label: string; kept: KeptLesson[] }) {
  const remove = async () => {
    for (const lesson of kept) await removeKept(lesson);
  };
  return (
    <Button look="quiet" onClick={() => void remove()}>
      <Trash2 aria-hidden="true" size={18} />
      {label}
    </Button>
  );
}

/** Why something could not be kept: no space, or as for every request. */
export function describeKeepError(error: unknown): string {
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
  return isFull ? t("offline:no_space") : describeError(error);
}
