import { useRef } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso";

import { api, type Schemas, unwrap } from "@/base/api/client";
import { ApiError } from "@/base/api/errors";
import { invalidate, useReading } from "@/base/api/reading";
import { lessonPath } from "@/base/learning/paths";
import { StartAgain } from "@/base/learning/StartAgain";
import { t } from "@/base/texts/translate";
import { formatNumber, formatPercent } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { Button, ButtonLink } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge, Empty, ErrorNotice, Notice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";
import { useAction } from "@/base/ui/useAction";

import { AccessNotice, useWindowChange } from "./Access";
import { findPlace } from "./place";
import { keepNote, type Origin } from "./sitting/notes";
import { Undelivered } from "./Undelivered";

type Start = Schemas["StartOutput"];
type Exam = Start["Exam"];
type Attempt = Start["attempts"][number]["ExamAttempt"];

/** Before an exam: its rules, the attempts so far, and the button that starts or continues it. */
export function ExamStart() {
  const { enrollment = "", exam = "" } = useRoute().params;
  const path = { enrollment_id: enrollment, exam_id: exam };
  const reading = useReading(`/trainings/exams/start/${enrollment}/${exam}`, (via) =>
    api.GET("/trainings/exams/start/{enrollment_id}/{exam_id}.json", { ...via, params: { path } }),
  );
  const { data } = reading;
  useWindowChange(data?.access, reading.reload);
  return (
    <Page
      title={data?.Exam.name ?? t("exam:exam")}
      back={getBack(enrollment, data?.Exam)}
      readings={[reading]}
    >
      {data && <Content start={data} origin={{ enrollment, exam }} />}
    </Page>
  );
}

function Content({ start, origin }: { start: Start; origin: Origin }) {
  const attempts = start.attempts.map((row) => row.ExamAttempt);
  return (
    <>
      {attempts.map(({ id }) => (
        <Undelivered key={id} attempt={id} />
      ))}
      <div class="columns">
        <Rules start={start} origin={origin} open={attempts.find(({ status }) => status === "open")} />
        <Card title={t("exam:attempts")}>
          {attempts.length === 0 && <Empty>{t("exam:no_attempts")}</Empty>}
          {attempts.length > 0 && <Rows>{attempts.toReversed().map(AttemptRow)}</Rows>}
        </Card>
      </div>
    </>
  );
}

function Rules({ start, origin, open }: { start: Start; origin: Origin; open: Attempt | undefined }) {
  const { Exam, attempts_left, access, can_start, can_reset, reason } = start;
  // An open attempt is finished whatever the window, and nobody starts again after passing.
  const isDone = open !== undefined || start.attempts.some(({ ExamAttempt }) => ExamAttempt.passed);
  return (
    <Card title={t("exam:rules")}>
      <ul class="exam-rules">
        <li>{t("exam:rule_questions", { count: Exam.questions })}</li>
        <li>{t("exam:rule_minutes", { count: Exam.minutes })}</li>
        <li>{t("exam:rule_pass_mark", { mark: formatPercent(Exam.score) })}</li>
        <li>{t("exam:rule_attempts_left", { count: attempts_left, total: formatNumber(Exam.attempts) })}</li>
        <li>{t(Exam.show_answers ? "exam:rule_review" : "exam:rule_no_review")}</li>
        {access && <li>{t("exam:rule_class", { count: Exam.access_window_days })}</li>}
        {Exam.expiration && (
          <li>
            {t("exam:rule_expiration")} <Moment at={Exam.expiration} />
          </li>
        )}
      </ul>
      {Exam.instructions && <p class="exam-text">{Exam.instructions}</p>}
      <p class="exam-hint">{t("exam:how_it_works")}</p>
      {access && !isDone && <AccessNotice access={access} />}
      {reason && <Notice tone="info" title={reason} />}
      {can_start && <StartButton origin={origin} open={open} />}
      {can_reset && <StartLessonAgain lesson={Exam.training_subject_lesson_id} origin={origin} />}
    </Card>
  );
}

/** Leads to the lesson, whose slides are to be completed again before the exam. */
function StartLessonAgain({ lesson, origin: { enrollment } }: { lesson: string | null; origin: Origin }) {
  const { route } = useLocation();
  if (!lesson) return null;
  const showLesson = () => route(`/app${lessonPath(enrollment, lesson)}`);
  return <StartAgain of={{ enrollment, lesson }} onDone={showLesson} />;
}

function StartButton({ origin, open }: { origin: Origin; open: Attempt | undefined }) {
  const start = useStart(origin);
  if (open)
    return (
      <ButtonLink href={`/trainings/exams/do/${open.id}`} wide>
        {t("exam:continue")}
      </ButtonLink>
    );
  return (
    <>
      {start.error !== undefined && <ErrorNotice error={start.error} />}
      <Button wide isBusy={start.isBusy} onClick={() => void start.run()}>
        {t("exam:start")}
      </Button>
    </>
  );
}

/**
 * Starts an attempt. A retry of the same start has the same Idempotency-Key, and the server resumes an open attempt
 * anyway: whatever is lost on the way, it is the same paper.
 */
function useStart(origin: Origin) {
  const { route } = useLocation();
  const key = useRef(crypto.randomUUID());
  const isStarting = useRef(false);
  return useAction(async () => {
    if (isStarting.current) return; // the second of two quick taps
    isStarting.current = true;
    try {
      const { attempt_id } = await postStart(origin, key.current);
      key.current = crypto.randomUUID(); // another start is another attempt
      await keepNote(attempt_id, "origin", origin);
      void invalidate("/trainings/exams/start/");
      route(`/app/trainings/exams/do/${attempt_id}`);
    } finally {
      isStarting.current = false;
    }
  });
}

async function postStart(origin: Origin, key: string): Promise<Schemas["StartedOutput"]> {
  const path = { enrollment_id: origin.enrollment, exam_id: origin.exam };
  const params = { path, header: { "Idempotency-Key": key } };
  try {
    return await unwrap(api.POST("/trainings/exams/start/{enrollment_id}/{exam_id}.json", { params }));
  } catch (error) {
    const isInFlight = error instanceof ApiError && error.status === 409 && error.retryAfter !== undefined;
    if (!isInFlight) throw error;
    await new Promise((resolve) => setTimeout(resolve, error.retryAfter! * 1000));
    return postStart(origin, key);
  }
}

function AttemptRow({ id, start, status, score, passed, reset }: Attempt) {
  if (status === "open")
    return (
      <Row
        key={id}
        title={<Moment at={start} />}
        trail={<Badge>{t("exam:open")}</Badge>}
        href={`/trainings/exams/do/${id}`}
      />
    );
  return (
    <Row
      key={id}
      title={<Moment at={start} />}
      detail={describeAttempt(score, reset)}
      trail={<Badge tone={passed ? "good" : "bad"}>{t(passed ? "exam:passed" : "exam:failed")}</Badge>}
      href={`/trainings/exams/view/${id}`}
    />
  );
}

/** The score, and that the attempt is of an earlier cycle. */
function describeAttempt(score: number | null, isEarlier: boolean): string {
  const parts = [score !== null && formatPercent(score), isEarlier && t("exam:before_restart")];
  return parts.filter(Boolean).join(" · ");
}

function getBack(enrollment: string, exam: Exam | undefined): string {
  return exam ? findPlace(enrollment, exam).href : "/trainings";
}
