import { t } from "@/base/texts/translate";
import { formatDuration, formatPercent } from "@/base/time/formats";
import { Row } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { nameState, State } from "./State";
import type { ExamResult, ExamState } from "./states";
import { getExamHref, type Shown } from "./viewer";

interface ExamProps {
  exam: ExamResult;
  state: ExamState;
  shown: Shown;
  isGate?: boolean;
  isNext?: boolean;
}

/** An exam with the attempts at it; `isGate`: it closes the lesson above. */
export function ExamRow({ exam, state, shown, isGate = false, isNext = false }: ExamProps) {
  const { questions, minutes, score, attempts, attempts_used } = exam;
  const isScheduled = exam.access_mode === "SCHEDULED";
  // Whether a class lets the student take it now is said on the page of the exam.
  const shownState = isScheduled && state === "ready" ? "open" : state;
  const facts = [
    isGate && t("training:gate"),
    isScheduled && t("training:from_class"),
    t("training:questions", { count: questions }),
    formatDuration(minutes * 60),
    t("training:pass_mark", { score: formatPercent(score) }),
    attempts_used > 0 && t("training:attempts", { used: attempts_used, count: attempts }),
  ];
  return (
    <Row
      href={getExamHref(shown, exam.id)}
      lead={
        <span class={isGate ? "gate" : ""}>
          <State state={shownState} />
        </span>
      }
      title={exam.name}
      detail={facts.filter(Boolean).join(" · ")}
      trail={
        <>
          {isNext && <NextBadge />}
          <ExamBadge state={shownState} />
        </>
      }
    />
  );
}

function ExamBadge({ state }: { state: ExamState | "open" }) {
  const tones = { passed: "good", ready: "info", used_up: "bad", locked: "quiet", open: "quiet" } as const;
  return <Badge tone={tones[state]}>{nameState(state)}</Badge>;
}

/** On what the student does next. */
export function NextBadge() {
  return <Badge tone="info">{t("training:next")}</Badge>;
}
