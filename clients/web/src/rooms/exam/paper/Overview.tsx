import { Flag } from "lucide-preact";

import { t } from "@/base/texts/translate";
import { Button, join } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { ProgressBar } from "@/base/ui/Progress";

import { countAnswered, type SavingState, type Standing } from "../sitting/standing";

interface Props {
  standings: Standing[];
  place: number;
  goTo: (index: number) => void;
  finish: () => void;
}

/** States that are worth a word in the name of a question's button. */
const STATES: Record<SavingState, string | undefined> = {
  none: undefined,
  saved: undefined,
  saving: "exam:state_saving",
  waits: "exam:state_waits",
  unstored: "exam:state_unstored",
  refused: "exam:state_refused",
  held: "exam:state_held",
};

/** Every question at a glance, and the way to it; at the end, finishing. */
export function Overview({ standings, place, goTo, finish }: Props) {
  return (
    <Card title={t("exam:overview")}>
      <ProgressBar label={t("exam:answered")} completed={countAnswered(standings)} total={standings.length} />
      <ol class="exam-grid">
        {standings.map((standing, index) => (
          <li key={standing.id}>
            <button
              type="button"
              class={join(
                "exam-cell",
                standing.chosen !== null && "answered",
                hasProblem(standing) && "problem",
              )}
              aria-current={index === place ? "step" : undefined}
              aria-label={describe(standing)}
              onClick={() => goTo(index)}
            >
              {standing.number}
              {standing.isFlagged && <Flag aria-hidden="true" size={14} fill="currentColor" />}
            </button>
          </li>
        ))}
      </ol>
      <Legend />
      <Button look="secondary" wide onClick={finish}>
        {t("exam:finish")}
      </Button>
    </Card>
  );
}

function hasProblem({ state }: Standing): boolean {
  return !["none", "saved", "saving"].includes(state);
}

function describe({ number, chosen, isFlagged, state }: Standing): string {
  const words = [
    t("exam:question", { number }),
    t(chosen === null ? "exam:unanswered" : "exam:answered"),
    isFlagged && t("exam:flagged"),
    STATES[state] && t(STATES[state]),
  ];
  return words.filter(Boolean).join(", ");
}

function Legend() {
  return (
    <ul class="exam-legend" aria-hidden="true">
      <li>
        <span class="exam-cell answered" />
        {t("exam:answered")}
      </li>
      <li>
        <span class="exam-cell" />
        {t("exam:unanswered")}
      </li>
      <li>
        <Flag size={14} fill="currentColor" />
        {t("exam:flagged")}
      </li>
      <li>
        <span class="exam-cell problem" />
        {t("exam:not_saved")}
      </li>
    </ul>
  );
}
