import { useEffect, useRef, useState } from "preact/hooks";

import type { Paper } from "@/base/exam/paper";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

import { keepNote, readNote } from "../sitting/notes";
import type { Sitting } from "../sitting/sitting";
import { Clock } from "./Clock";
import { FinishDialog } from "./FinishDialog";
import { Overview } from "./Overview";
import { Question } from "./Question";
import { SavingSummary } from "./SavingSummary";

interface Props {
  sitting: Sitting;
  paper: Paper;
  onFinish: () => void;
}

/** The paper: one question, the way to the others, time and what is saved. */
export function OpenPaper({ sitting, paper, onFinish }: Props) {
  const [isFinishing, setFinishing] = useState(false);
  const { place, goTo } = usePlace(sitting.attempt, paper);
  const standings = sitting.standings.value;
  const detail = paper.ExamAttemptDetail[place];
  useLateRefusal(sitting);
  return (
    <div class="exam-paper">
      <div class="exam-bar">
        <Clock countdown={sitting.countdown} />
        <SavingSummary standings={standings} goTo={goTo} />
      </div>
      <div class="stack">
        <Changed sitting={sitting} />
        {detail && standings[place] && (
          <Question
            key={detail.id}
            detail={detail}
            standing={standings[place]}
            total={standings.length}
            sitting={sitting}
            goTo={goTo}
            finish={() => setFinishing(true)}
          />
        )}
      </div>
      <Overview standings={standings} place={place} goTo={goTo} finish={() => setFinishing(true)} />
      {isFinishing && (
        <FinishDialog
          sitting={sitting}
          onClose={() => setFinishing(false)}
          onFinish={onFinish}
          goTo={(index) => {
            setFinishing(false);
            goTo(index);
          }}
        />
      )}
    </div>
  );
}

/** The question that is shown, remembered for a reload. A question that was gone to gets the focus. */
function usePlace(attempt: string, paper: Paper) {
  const [place, setPlace] = useState(0);
  const hasMoved = useRef(false);
  const last = paper.ExamAttemptDetail.length - 1;
  useEffect(() => {
    void readNote(attempt, "place").then((id) => {
      const index = paper.ExamAttemptDetail.findIndex((detail) => detail.id === id);
      if (index > 0 && !hasMoved.current) setPlace(index);
    });
  }, []);
  useEffect(() => {
    if (hasMoved.current) document.getElementById("exam-question-title")?.focus();
  }, [place]);
  const goTo = (index: number) => {
    if (index < 0 || index > last) return;
    hasMoved.current = true;
    setPlace(index);
    void keepNote(attempt, "place", paper.ExamAttemptDetail[index]!.id);
  };
  return { place, goTo };
}

/** A choice that the server took for too late says that the attempt is over: look at once. */
function useLateRefusal(sitting: Sitting): void {
  const isLate = sitting.standings.value.some(({ entry }) => entry?.status === 409);
  useEffect(() => {
    if (isLate) void sitting.look();
  }, [isLate]);
}

/** Answers that were changed on another device. */
function Changed({ sitting }: { sitting: Sitting }) {
  const numbers = sitting.standings.value
    .filter(({ id }) => sitting.changed.value.includes(id))
    .map(({ number }) => number);
  if (numbers.length === 0) return null;
  return (
    <Notice
      tone="info"
      title={t("exam:changed_elsewhere", { count: numbers.length, numbers: numbers.join(", ") })}
    >
      <Button
        look="secondary"
        onClick={() => {
          sitting.changed.value = [];
        }}
      >
        {t("exam:understood")}
      </Button>
    </Notice>
  );
}
