import { useEffect } from "preact/hooks";

import { formatName } from "@/base/classes/draft";
import type { ClassView } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { formatPercent } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { Badge, Notice } from "@/base/ui/Feedback";

import { type ClassAttempt, findAttempt, getAttemptState, listOffRoster, listSitting } from "./states";

/** How often the class is read again while its students sit an exam. */
const WATCH_MS = 15_000;

/** Reads the class again and again while it is watched and the screen is in front. */
export function useWatching(isWatched: boolean, reload: () => Promise<void>): void {
  useEffect(() => {
    if (!isWatched) return;
    const look = () => {
      if (document.visibilityState === "visible") void reload();
    };
    const timer = setInterval(look, WATCH_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [isWatched]);
}

interface LineProps {
  view: ClassView;
  user: string;
  /** Also of a result that the class shows anyway. */
  isFull?: boolean;
}

/** How a student stands with the exam: sitting it since, or a result that the class does not show. */
export function AttemptLine({ view, user, isFull = false }: LineProps) {
  const attempt = findAttempt(view, user);
  if (!attempt) return null;
  const state = getAttemptState(attempt);
  if (state === "recorded" && !isFull) return null;
  if (state === "sitting")
    return (
      <small class="attempt-line">
        <Badge>{t("class:sitting")}</Badge> {t("class:sitting_since")}{" "}
        <Moment at={attempt.ExamAttempt.start} timeOnly />
      </small>
    );
  return (
    <small class="attempt-line">
      {state === "apart" && <Badge tone="warning">{t("class:result_apart")}</Badge>} {describeResult(attempt)}
    </small>
  );
}

/** "Exam in the app: 66.7%, passed". */
export function describeResult({ ExamAttempt: { score, passed } }: ClassAttempt): string {
  const result = t(passed ? "class:passed" : "class:not_passed");
  return t("class:app_result", { score: formatPercent(score ?? 0), result });
}

/** Students who sat the exam and are no longer on the roster. */
export function OffRoster({ view }: { view: ClassView }) {
  const attempts = listOffRoster(view);
  if (attempts.length === 0) return null;
  return (
    <Notice tone="info" title={t("class:off_roster")}>
      {attempts.map((attempt) => (
        <p key={attempt.User.id}>{nameWithResult(attempt)}</p>
      ))}
    </Notice>
  );
}

function nameWithResult(attempt: ClassAttempt): string {
  const isSitting = getAttemptState(attempt) === "sitting";
  const result = isSitting ? t("class:sitting") : describeResult(attempt);
  return `${formatName(attempt.User.UserDetail)}: ${result}`;
}

/** Who is still sitting the exam: their results would not be in what is signed. */
export function SittingNotice({ view }: { view: ClassView }) {
  const sitting = listSitting(view);
  if (sitting.length === 0) return null;
  return (
    <Notice tone="warning" title={t("class:still_sitting", { count: sitting.length })}>
      <p>{sitting.map(({ User }) => formatName(User.UserDetail)).join(", ")}</p>
      <p>{t("class:sitting_not_signed")}</p>
    </Notice>
  );
}
