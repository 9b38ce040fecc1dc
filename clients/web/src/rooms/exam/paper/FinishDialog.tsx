import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Dialog } from "@/base/ui/Dialog";
import { ErrorNotice, Notice } from "@/base/ui/Feedback";
import { type Action, useAction } from "@/base/ui/useAction";

import { finish, type Obstacle, prepareFinish } from "../sitting/ending";
import type { Sitting } from "../sitting/sitting";
import { isUnsent, type Standing } from "../sitting/standing";

interface Props {
  sitting: Sitting;
  onClose: () => void;
  onFinish: () => void;
  goTo: (index: number) => void;
}

/** Sends what waits, shows what is left open, and finishes the attempt. */
export function FinishDialog({ sitting, onClose, onFinish, goTo }: Props) {
  const [obstacle, setObstacle] = useState<Obstacle>();
  const key = useRef(crypto.randomUUID());
  const check = useAction(async () => setObstacle(await prepareFinish(sitting)));
  const end = useAction(async () => {
    const found = await prepareFinish(sitting);
    setObstacle(found);
    if (found) return;
    await finish(sitting.attempt, key.current);
    onFinish();
  });
  useEffect(() => void check.run(), []);
  const standings = sitting.standings.value;
  const isBusy = check.isBusy || end.isBusy;
  return (
    <Dialog title={t("exam:finish_title")} onClose={onClose}>
      {check.isBusy && <p role="status">{t("exam:checking")}</p>}
      {!isBusy && obstacle && <ObstacleNotice obstacle={obstacle} standings={standings} goTo={goTo} />}
      <OpenQuestions standings={standings} goTo={goTo} />
      {end.error !== undefined && <ErrorNotice error={end.error} />}
      <p>{t("exam:finish_text")}</p>
      <FinishButtons onClose={onClose} obstacle={obstacle} check={check} end={end} />
    </Dialog>
  );
}

interface ButtonsProps {
  onClose: () => void;
  obstacle: Obstacle | undefined;
  check: Action<[]>;
  end: Action<[]>;
}

function FinishButtons({ onClose, obstacle, check, end }: ButtonsProps) {
  return (
    <div class="dialog-buttons">
      <Button look="secondary" disabled={end.isBusy} onClick={onClose}>
        {t("exam:go_on")}
      </Button>
      {obstacle ? (
        <Button isBusy={check.isBusy} onClick={() => void check.run()}>
          {t("base:try_again")}
        </Button>
      ) : (
        <Button isBusy={end.isBusy} disabled={check.isBusy} onClick={() => void end.run()}>
          {t("exam:finish_now")}
        </Button>
      )}
    </div>
  );
}

interface ListProps {
  standings: Standing[];
  goTo: (index: number) => void;
}

function ObstacleNotice({ obstacle, standings, goTo }: ListProps & { obstacle: Obstacle }) {
  const count = standings.filter(isUnsent).length;
  if (obstacle === "waiting") return <Notice tone="warning" title={t("exam:cannot_finish", { count })} />;
  if (obstacle === "unreachable") return <Notice tone="warning" title={t("exam:cannot_finish_offline")} />;
  if (obstacle === "changed") return <Notice tone="warning" title={t("exam:changed_look")} />;
  return (
    <Notice tone="warning" title={t("exam:decide_first")}>
      <Numbers standings={standings.filter(({ state }) => state === "held")} goTo={goTo} />
    </Notice>
  );
}

function OpenQuestions({ standings, goTo }: ListProps) {
  const unanswered = standings.filter(({ chosen }) => chosen === null);
  const flagged = standings.filter(({ isFlagged }) => isFlagged);
  if (unanswered.length + flagged.length === 0) return <p>{t("exam:all_answered")}</p>;
  return (
    <>
      {unanswered.length > 0 && (
        <Notice tone="warning" title={t("exam:unanswered_left", { count: unanswered.length })}>
          <Numbers standings={unanswered} goTo={goTo} />
        </Notice>
      )}
      {flagged.length > 0 && (
        <Notice tone="info" title={t("exam:flagged_left", { count: flagged.length })}>
          <Numbers standings={flagged} goTo={goTo} />
        </Notice>
      )}
    </>
  );
}

/** The numbers of questions, each a way to it. */
function Numbers({ standings, goTo }: ListProps) {
  return (
    <div class="exam-numbers">
      {standings.map(({ id, number }) => (
        <button
          key={id}
          type="button"
          class="exam-cell"
          aria-label={t("exam:question", { number })}
          onClick={() => goTo(number - 1)}
        >
          {number}
        </button>
      ))}
    </div>
  );
}
