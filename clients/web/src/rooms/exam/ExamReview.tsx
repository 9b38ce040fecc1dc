import { CircleCheck, CircleX } from "lucide-preact";
import { useRoute } from "preact-iso";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatPercent } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { ButtonLink, join } from "@/base/ui/Button";
import { Page } from "@/base/ui/Page";

import { useOrigin } from "./origin";
import { findPlace } from "./place";
import { Solutions } from "./Solutions";
import type { Origin } from "./sitting/notes";
import { Undelivered } from "./Undelivered";

type Result = Schemas["ExamResultViewOutput"];

interface Props {
  result: Result;
  origin: Origin | undefined;
}

/** The result of an attempt, what comes next, and its questions with the solutions where they may be seen. */
export function ExamReview() {
  const { attempt = "" } = useRoute().params;
  const reading = useReading(`/trainings/exams/view/${attempt}`, (via) =>
    api.GET("/trainings/exams/view/{id}.json", { ...via, params: { path: { id: attempt } } }),
  );
  const { data } = reading;
  const origin = useOrigin(attempt, data?.Exam);
  const back = origin ? `/trainings/exams/start/${origin.enrollment}/${origin.exam}` : "/trainings";
  return (
    <Page title={data?.Exam.name ?? t("exam:exam")} back={back} readings={[reading]}>
      {data && (
        <>
          <Undelivered attempt={attempt} details={data.ExamAttemptDetail} />
          <Outcome result={data} origin={origin} />
          <Solutions result={data} />
        </>
      )}
    </Page>
  );
}

function Outcome({ result, origin }: Props) {
  const { ExamAttempt: attempt, Exam, ExamAttemptDetail: details } = result;
  const Icon = attempt.passed ? CircleCheck : CircleX;
  const answered = details.filter(({ questionOptionId }) => questionOptionId !== null).length;
  return (
    <section class={join("card", "exam-outcome", attempt.passed ? "good" : "bad")}>
      <Icon aria-hidden="true" size={56} />
      <h2>{t(attempt.passed ? "exam:passed" : "exam:failed")}</h2>
      <p class="exam-score">{attempt.score !== null && formatPercent(attempt.score)}</p>
      <p>{t("exam:needed", { mark: formatPercent(Exam.score) })}</p>
      <p class="exam-hint">
        {t("exam:count_answered", { count: answered, total: details.length })}
        {attempt.finish && (
          <>
            {" · "}
            <Moment at={attempt.finish} />
          </>
        )}
      </p>
      <Next result={result} origin={origin} />
    </section>
  );
}

/** Where to go from here: on with the lesson, the subject or the training, or to the next attempt. */
function Next({ result: { ExamAttempt, Exam }, origin }: Props) {
  if (!origin) return <ButtonLink href="/">{t("exam:to_start_page")}</ButtonLink>;
  const { enrollment, exam } = origin;
  const { kind, href } = findPlace(enrollment, Exam);
  const texts = {
    lesson: t("exam:to_lesson"),
    subject: t("exam:to_subject"),
    training: t("exam:to_training"),
  };
  return (
    <div class="buttons exam-next">
      <ButtonLink href={href} look={ExamAttempt.passed ? "primary" : "secondary"}>
        {texts[kind]}
      </ButtonLink>
      <ButtonLink
        href={`/trainings/exams/start/${enrollment}/${exam}`}
        look={ExamAttempt.passed ? "secondary" : "primary"}
      >
        {t(ExamAttempt.passed ? "exam:to_attempts" : "exam:to_next_attempt")}
      </ButtonLink>
    </div>
  );
}
