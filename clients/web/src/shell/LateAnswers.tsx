import { useLocation } from "preact-iso";

import { findAttempt } from "@/base/exam/paper";
import { type OutboxEntry, outbox } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

const TOO_LATE = 409;
const SCREENS = ["/app/trainings/exams/do/", "/app/trainings/exams/view/"];

/** Why an answer is not part of its exam, or not yet. */
type Reason = "late" | "refused" | "held";

interface Group {
  attempt: string;
  reason: Reason;
  count: number;
}

/** Names answers that did not get into an exam, wherever the person is by now. The exam's own screens say which and why. */
export function LateAnswers() {
  const { path } = useLocation();
  return (
    <>
      {listAttempts(outbox.value)
        .filter(({ attempt }) => !SCREENS.some((screen) => path.startsWith(screen + attempt)))
        .map(({ attempt, reason, count }) => (
          <Notice key={attempt + reason} tone="warning" title={t(`shell:answers_${reason}`, { count })}>
            <ButtonLink
              look="secondary"
              href={`/trainings/exams/${reason === "late" ? "view" : "do"}/${attempt}`}
            >
              {t("shell:see_answers", { count })}
            </ButtonLink>
          </Notice>
        ))}
    </>
  );
}

/** How many answers of each attempt, by the reason. */
function listAttempts(entries: OutboxEntry[]): Group[] {
  const groups = new Map<string, Group>();
  for (const entry of entries) {
    const [attempt, reason] = [findAttempt(entry.topic), getReason(entry)];
    if (!attempt || !reason) continue;
    const key = `${attempt} ${reason}`;
    groups.set(key, { attempt, reason, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

function getReason({ state, status }: OutboxEntry): Reason | undefined {
  if (state === "held") return "held";
  if (state === "refused") return status === TOO_LATE ? "late" : "refused";
  return undefined;
}
