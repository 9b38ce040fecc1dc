import { CircleCheck, CircleX, CloudOff, LoaderCircle, TriangleAlert } from "lucide-preact";

import { t } from "@/base/texts/translate";
import { join } from "@/base/ui/Button";

import { countAnswered, type SavingState, type Standing } from "../sitting/standing";

/** What needs attention, most urgent first. */
const LINES = [
  { state: "held", icon: TriangleAlert, text: "exam:total_held", tone: "warning" },
  { state: "refused", icon: CircleX, text: "exam:total_refused", tone: "bad" },
  { state: "unstored", icon: TriangleAlert, text: "exam:total_unstored", tone: "bad" },
  { state: "waits", icon: CloudOff, text: "exam:waits", tone: "warning" },
  { state: "saving", icon: LoaderCircle, text: "exam:total_saving", tone: "" },
] satisfies { state: SavingState; icon: typeof CircleX; text: string; tone: string }[];

/** How many answers are saved, and how many are not; announced when it changes. */
export function SavingSummary({ standings, goTo }: { standings: Standing[]; goTo: (index: number) => void }) {
  const problems = LINES.map((line) => ({
    ...line,
    rows: standings.filter(({ state }) => state === line.state),
  }));
  const present = problems.filter(({ rows }) => rows.length > 0);
  return (
    <div class="exam-saving" role="status">
      {present.map(({ state, icon: Icon, text, tone, rows }) => (
        <p key={state} class={join("exam-state", tone)}>
          <Icon aria-hidden="true" size={18} class={state === "saving" ? "exam-turning" : ""} />
          {state === "held" || state === "refused" ? (
            <button type="button" class="exam-link" onClick={() => goTo(rows[0]!.number - 1)}>
              {t(text, { count: rows.length })}
            </button>
          ) : (
            t(text, { count: rows.length })
          )}
        </p>
      ))}
      {present.length === 0 && <AllSaved standings={standings} />}
    </div>
  );
}

function AllSaved({ standings }: { standings: Standing[] }) {
  const count = countAnswered(standings);
  if (count === 0) return <p class="exam-state">{t("exam:nothing_answered")}</p>;
  return (
    <p class="exam-state good">
      <CircleCheck aria-hidden="true" size={18} />
      {t("exam:total_saved", { count, total: standings.length })}
    </p>
  );
}
