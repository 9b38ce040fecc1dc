import { Check, CircleDot, X } from "lucide-preact";
import { useState } from "preact/hooks";

import type { Schemas } from "@/base/api/client";
import { Formulas } from "@/base/formulas/Formulas";
import { t } from "@/base/texts/translate";
import { join } from "@/base/ui/Button";
import { Badge, Empty, Notice } from "@/base/ui/Feedback";
import { Segments } from "@/base/ui/Tabs";

import { getLetter } from "./paper/letters";
import { Picture } from "./paper/Picture";

type Result = Schemas["ExamResultViewOutput"];
type Detail = Result["ExamAttemptDetail"][number];
type Option = Detail["TrainingQuestionOption"][number];

/** The questions as they were shown, with the solutions if the server sends them; else why it does not. */
export function Solutions({ result }: { result: Result }) {
  const [shown, setShown] = useState<"all" | "wrong">("all");
  const details = result.ExamAttemptDetail;
  const hasSolutions = details.some(({ correct }) => correct !== undefined);
  const rows = details.map((detail, index) => ({ detail, number: index + 1 }));
  const wrong = rows.filter(({ detail }) => detail.correct === false);
  const chosen = shown === "wrong" ? wrong : rows;
  return (
    <section class="stack exam-solutions" aria-label={t("exam:questions")}>
      {!hasSolutions && (
        <Notice
          tone="info"
          title={t(result.Exam.show_answers ? "exam:solutions_later" : "exam:solutions_never")}
        />
      )}
      {hasSolutions && (
        <Segments
          label={t("exam:questions")}
          choices={[
            ["all", t("exam:all", { count: rows.length })],
            ["wrong", t("exam:wrong", { count: wrong.length })],
          ]}
          chosen={shown}
          onChoose={setShown}
        />
      )}
      {chosen.length === 0 && <Empty>{t("exam:nothing_wrong")}</Empty>}
      {chosen.map(({ detail, number }) => (
        <Solution key={detail.id} detail={detail} number={number} total={rows.length} />
      ))}
    </section>
  );
}

function Solution({ detail, number, total }: { detail: Detail; number: number; total: number }) {
  const { name, media } = detail.TrainingQuestion;
  return (
    <article class="card exam-solution">
      <header class="card-head">
        <h3>{t("exam:question_of", { number, total })}</h3>
        <Verdict detail={detail} />
      </header>
      <div class="exam-question">
        <Formulas text={name} />
      </div>
      {media && <Picture url={media} number={number} />}
      <ul class="exam-options">
        {detail.TrainingQuestionOption.map((option, index) => (
          <SolvedOption
            key={option.id}
            option={option}
            letter={getLetter(index)}
            isChosen={option.id === detail.questionOptionId}
          />
        ))}
      </ul>
    </article>
  );
}

function Verdict({ detail: { correct, questionOptionId } }: { detail: Detail }) {
  if (questionOptionId === null) return <Badge tone="warning">{t("exam:unanswered")}</Badge>;
  if (correct === undefined) return null;
  return <Badge tone={correct ? "good" : "bad"}>{t(correct ? "exam:right" : "exam:not_right")}</Badge>;
}

function SolvedOption({ option, letter, isChosen }: { option: Option; letter: string; isChosen: boolean }) {
  const isWrongChoice = isChosen && option.value === false;
  const Icon = option.value ? Check : isWrongChoice ? X : CircleDot;
  const notes = [option.value && t("exam:right_answer"), isChosen && t("exam:your_answer")].filter(Boolean);
  return (
    <li class={join("exam-option", option.value && "right", isWrongChoice && "wrong", isChosen && "chosen")}>
      <span class="exam-letter">{letter}</span>
      <span class="exam-option-text">
        <Formulas text={option.name} />
        {notes.length > 0 && (
          <small class="exam-option-note">
            <Icon aria-hidden="true" size={16} />
            {notes.join(" · ")}
          </small>
        )}
      </span>
    </li>
  );
}
