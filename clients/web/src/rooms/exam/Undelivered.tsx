import { useComputed } from "@preact/signals";

import type { Schemas } from "@/base/api/client";
import { getTopic } from "@/base/exam/paper";
import { getOption } from "@/base/exam/rules";
import { discardEntries, type OutboxEntry, outbox } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

const TOO_LATE = 409;

type Details = Schemas["ExamResultViewOutput"]["ExamAttemptDetail"];

/**
 * Says plainly which answers of an attempt that is over are not part of it, and how many wait; nothing where there are none.
 * Without `details`, the shell names the former (`LateAnswers`).
 */
export function Undelivered({ attempt, details = [] }: { attempt: string; details?: Details }) {
  const entries = useComputed(() => outbox.value.filter(({ topic }) => topic === getTopic(attempt))).value;
  const isOver = details.length > 0;
  const waiting = entries.filter(({ state }) => state === "waiting");
  const lost = entries.filter(({ state }) => isOver && state !== "waiting");
  return (
    <>
      {waiting.length > 0 && <Notice tone="warning" title={t("exam:waits", { count: waiting.length })} />}
      {lost.length > 0 && <Lost entries={lost} details={details} />}
    </>
  );
}

function Lost({ entries, details }: { entries: OutboxEntry[]; details: Details }) {
  return (
    <Notice tone="bad" title={t("exam:not_in_result", { count: entries.length })}>
      <ul class="exam-lost">
        {sortByQuestion(entries, details).map((entry) => (
          <li key={entry.id}>
            {describeAnswer(entry, details)} {describeReason(entry)}
          </li>
        ))}
      </ul>
      <Button look="secondary" onClick={() => void discardEntries(entries)}>
        {t("exam:understood")}
      </Button>
    </Notice>
  );
}

function sortByQuestion(entries: OutboxEntry[], details: Details): OutboxEntry[] {
  const getPlace = ({ slot }: OutboxEntry) => details.findIndex(({ id }) => id === slot);
  return entries.toSorted((one, other) => getPlace(one) - getPlace(other));
}

/** "Question 3, “Cumulonimbus”:", as far as the paper is known here. */
function describeAnswer(entry: OutboxEntry, details: Details): string {
  const index = details.findIndex(({ id }) => id === entry.slot);
  const option = details[index]?.TrainingQuestionOption.find(({ id }) => id === getOption(entry));
  return option ? t("exam:answer_to", { number: index + 1, option: option.name }) : t("exam:an_answer");
}

function describeReason({ state, status, message }: OutboxEntry): string {
  if (state === "held") return t("exam:held_at_end");
  return status === TOO_LATE ? t("exam:too_late") : (message ?? "");
}
