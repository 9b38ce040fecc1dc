import { BookOpen, RefreshCw, Trash2 } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { lessonPath } from "@/base/learning/paths";
import { nameTopic } from "@/base/learning/storedTime";
import { jobs, nameLessonJob, startLesson } from "@/base/offline/jobs";
import { describeKeepError } from "@/base/offline/Keep";
import { type KeptLesson, keptLessons, loadKept, removeKept } from "@/base/offline/kept";
import { formatSize } from "@/base/offline/sizes";
import { session } from "@/base/session/session";
import { outbox } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { formatDistance } from "@/base/time/formats";
import { Button } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Badge, Empty, Notice, Skeleton } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";
import { useAction } from "@/base/ui/useAction";

/** What is kept on this device to study without a connection: sizes, how old it is, and its removal. */
export function KeptLessons() {
  useEffect(() => void loadKept(), []);
  const lessons = keptLessons.value;
  return (
    <Page title={t("lesson:kept_lessons")} back="/users/view" backLabel={t("shell:account")}>
      {session.value?.isShared && <Notice tone="info" title={t("lesson:kept_not_shared")} />}
      {lessons === undefined ? <Skeleton /> : <KeptList lessons={lessons} />}
    </Page>
  );
}

function KeptList({ lessons }: { lessons: KeptLesson[] }) {
  if (lessons.length === 0) return <Empty>{t("lesson:kept_none")}</Empty>;
  return (
    <div class="stack">
      <Storage lessons={lessons} />
      <UpdateAll lessons={lessons} />
      {groupBySubject(lessons).map((group) => (
        <Card key={group[0]!.subjectId + group[0]!.enrollment} title={group[0]!.subject}>
          <Rows>
            {group.map((kept) => (
              <KeptRow key={kept.lesson} kept={kept} />
            ))}
          </Rows>
        </Card>
      ))}
    </div>
  );
}

function groupBySubject(lessons: KeptLesson[]): KeptLesson[][] {
  const groups = new Map<string, KeptLesson[]>();
  for (const kept of lessons) {
    const key = `${kept.subjectId} ${kept.enrollment}`;
    groups.set(key, [...(groups.get(key) ?? []), kept]);
  }
  return [...groups.values()];
}

/** How much is used, and how much the browser still grants. */
function Storage({ lessons }: { lessons: KeptLesson[] }) {
  const [free, setFree] = useState<number>();
  useEffect(() => {
    const show = ({ quota = 0, usage = 0 }: StorageEstimate) => setFree(Math.max(quota - usage, 0));
    void navigator.storage?.estimate?.().then(show, () => undefined);
  }, [lessons]);
  const size = formatSize(lessons.reduce((sum, kept) => sum + kept.bytes, 0));
  return (
    <p>
      {t("lesson:kept_size", { count: lessons.length, size })}
      {free !== undefined && ` ${t("lesson:kept_free", { size: formatSize(free) })}`}
    </p>
  );
}

function UpdateAll({ lessons }: { lessons: KeptLesson[] }) {
  const [isAsking, setAsking] = useState(false);
  const update = useAction(async () => {
    for (const kept of lessons) await startLesson(kept);
  });
  const remove = useAction(async () => {
    for (const kept of lessons) await removeKept(kept);
    setAsking(false);
  });
  return (
    <div class="buttons">
      <Button
        look="secondary"
        isBusy={update.isBusy}
        disabled={!isConnected.value}
        onClick={() => void update.run()}
      >
        <RefreshCw aria-hidden="true" size={18} />
        {t("lesson:kept_update")}
      </Button>
      <Button look="quiet" onClick={() => setAsking(true)}>
        <Trash2 aria-hidden="true" size={18} />
        {t("lesson:kept_remove_all")}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={t("lesson:kept_remove_all")}
          confirmLabel={t("offline:remove")}
          isDangerous
          isBusy={remove.isBusy}
          onConfirm={() => void remove.run()}
          onClose={() => setAsking(false)}
        >
          <p>{t("lesson:kept_remove_hint")}</p>
        </ConfirmDialog>
      )}
    </div>
  );
}

function KeptRow({ kept }: { kept: KeptLesson }) {
  const job = jobs.value[nameLessonJob(kept)];
  const when = formatDistance(new Date(kept.keptAt));
  return (
    <li class="kept">
      <ul>
        <Row
          href={lessonPath(kept.enrollment, kept.lesson)}
          lead={<BookOpen aria-hidden="true" size={20} />}
          title={kept.name}
          detail={
            <>
              {t("lesson:kept_detail", { size: formatSize(kept.bytes), when })} <KeptState kept={kept} />
            </>
          }
        />
      </ul>
      <button
        type="button"
        class="icon-button"
        aria-label={t("lesson:kept_remove", { name: kept.name })}
        title={t("offline:remove")}
        disabled={job?.isRunning}
        onClick={() => void removeKept(kept)}
      >
        <Trash2 aria-hidden="true" size={20} />
      </button>
      {job?.error !== undefined && <Notice tone="warning" title={describeKeepError(job.error)} />}
      {kept.lostFiles > 0 && <p class="kept-note">{t("offline:lost_files", { count: kept.lostFiles })}</p>}
    </li>
  );
}

/** What is not as it should be: a download under way or interrupted, a completion that waits or was refused. */
function KeptState({ kept }: { kept: KeptLesson }) {
  const job = jobs.value[nameLessonJob(kept)];
  const entries = outbox.value.filter((entry) => entry.topic === nameTopic(kept));
  if (entries.some((entry) => entry.state === "refused"))
    return <Badge tone="bad">{t("lesson:kept_refused")}</Badge>;
  if (entries.length > 0) return <Badge tone="info">{t("lesson:kept_waiting")}</Badge>;
  if (job?.isRunning)
    return <Badge tone="quiet">{t("base:of", { completed: job.done, total: job.total })}</Badge>;
  return kept.isComplete ? null : <Badge tone="warning">{t("lesson:kept_incomplete")}</Badge>;
}
