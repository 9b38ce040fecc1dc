import { ChevronLeft, ChevronRight, Flag } from "lucide-preact";
import { useEffect, useState } from "preact/hooks";

import type { Paper } from "@/base/exam/paper";
import { Formulas } from "@/base/formulas/Formulas";
import { t } from "@/base/texts/translate";
import { Button, join } from "@/base/ui/Button";
import { ErrorNotice } from "@/base/ui/Feedback";

import type { Sitting } from "../sitting/sitting";
import type { Standing } from "../sitting/standing";
import { getChosenPlace, getLetter } from "./letters";
import { Picture } from "./Picture";
import { SavingLine } from "./SavingLine";

type Detail = Paper["ExamAttemptDetail"][number];

interface Props {
  detail: Detail;
  standing: Standing;
  total: number;
  sitting: Sitting;
  goTo: (index: number) => void;
  finish: () => void;
}

/** One question: its text, its options in the order that the server gave, and whether the choice is saved. */
export function Question({ detail, standing, total, sitting, goTo, finish }: Props) {
  const { choose, error } = useChoice(sitting, detail.id);
  const index = standing.number - 1;
  useArrows(index, goTo);
  const onKeyDown = (event: KeyboardEvent) => {
    const option = detail.TrainingQuestionOption[getChosenPlace(event.key) ?? -1];
    if (!option || !isForPaper(event)) return;
    event.preventDefault();
    choose(option.id);
  };
  return (
    <section
      class="card exam-sheet"
      tabIndex={-1}
      aria-labelledby="exam-question-title"
      onKeyDown={onKeyDown}
    >
      <Head standing={standing} total={total} flag={() => sitting.flag(detail.id)} />
      <div class="exam-question" id="exam-question-text">
        <Formulas text={detail.TrainingQuestion.name} />
      </div>
      {detail.TrainingQuestion.media && (
        <Picture url={detail.TrainingQuestion.media} number={standing.number} />
      )}
      <Options detail={detail} chosen={standing.chosen} choose={choose} />
      <SavingLine standing={standing} detail={detail} sitting={sitting} />
      {error !== undefined && <ErrorNotice error={error} />}
      <Steps index={index} total={total} goTo={goTo} finish={finish} />
    </section>
  );
}

/** Left and right lead to the questions beside this one; up and down are the browser's own keys among options. */
function useArrows(index: number, goTo: (index: number) => void): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step === undefined || !isForPaper(event)) return;
      event.preventDefault(); // in a group of options, they would choose another one
      goTo(index + step);
    };
    addEventListener("keydown", onKeyDown);
    return () => removeEventListener("keydown", onKeyDown);
  }, [index]);
}

/** Shortcuts of the browser, and keys in a dialog above the question, are not meant for the paper. */
function isForPaper({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || altKey) return false;
  return !(target instanceof Element && target.closest("dialog"));
}

function useChoice(sitting: Sitting, question: string) {
  const [error, setError] = useState<unknown>();
  const choose = (option: string) => {
    setError(undefined);
    sitting.choose(question, option).catch(setError);
  };
  return { choose, error };
}

function Head({ standing, total, flag }: { standing: Standing; total: number; flag: () => void }) {
  return (
    <header class="card-head">
      <h2 id="exam-question-title" tabIndex={-1}>
        {t("exam:question_of", { number: standing.number, total })}
      </h2>
      <button type="button" class="button quiet exam-flag" aria-pressed={standing.isFlagged} onClick={flag}>
        <Flag aria-hidden="true" size={18} fill={standing.isFlagged ? "currentColor" : "none"} />
        {t("exam:flag")}
      </button>
    </header>
  );
}

interface OptionsProps {
  detail: Detail;
  chosen: string | null;
  choose: (option: string) => void;
}

function Options({ detail, chosen, choose }: OptionsProps) {
  return (
    <div class="exam-options" role="radiogroup" aria-labelledby="exam-question-text">
      {detail.TrainingQuestionOption.map(({ id, name }, index) => (
        <label key={id} class={join("exam-option", "exam-choice", id === chosen && "chosen")}>
          <input
            type="radio"
            name={detail.id}
            value={id}
            checked={id === chosen}
            onChange={() => choose(id)}
          />
          <span class="exam-letter" aria-hidden="true">
            {getLetter(index)}
          </span>
          <span class="exam-option-text">
            <Formulas text={name} />
          </span>
        </label>
      ))}
    </div>
  );
}

function Steps({ index, total, goTo, finish }: Pick<Props, "total" | "goTo" | "finish"> & { index: number }) {
  return (
    <div class="exam-steps">
      <Button look="secondary" disabled={index === 0} onClick={() => goTo(index - 1)}>
        <ChevronLeft aria-hidden="true" size={20} />
        {t("exam:previous")}
      </Button>
      {index + 1 < total ? (
        <Button onClick={() => goTo(index + 1)}>
          {t("exam:next")}
          <ChevronRight aria-hidden="true" size={20} />
        </Button>
      ) : (
        <Button onClick={finish}>{t("exam:finish")}</Button>
      )}
    </div>
  );
}
