import { CloudUpload } from "lucide-preact";

import { subjectPath, trainingPath } from "@/base/learning/paths";
import type { LessonOf } from "@/base/learning/storedTime";
import { t } from "@/base/texts/translate";
import { Button, ButtonLink } from "@/base/ui/Button";
import { describeError, ErrorNotice, Notice } from "@/base/ui/Feedback";
import { GateExams } from "../GateExams";
import type { LessonView } from "../Lesson";
import { findNext, type NextStep } from "./nextStep";
import type { Completion } from "./useCompletion";
import type { StudyTime } from "./useStudyTime";

interface Props {
  of: LessonOf;
  view: LessonView;
  completion: Completion;
  time: StudyTime;
}

/** After the last slide: complete the lesson, then what comes next. */
export function EndOfLesson({ of, view, completion, time }: Props) {
  const { LessonSlide } = view.lesson;
  const hasSlides = LessonSlide.length > 0;
  const isStudied = LessonSlide.some((slide) => slide.completed) || completion.outcome !== undefined;
  const isWaiting = completion.waiting.length > 0;
  const next = findNext(view, completion.outcome, of.enrollment);
  return (
    <div class="stack end">
      <h2>{hasSlides ? t("lesson:end_title") : t("lesson:no_slides")}</h2>
      <Outcome completion={completion} view={view} enrollment={of.enrollment} />
      <Refusals completion={completion} />
      {hasSlides && !isStudied && !isWaiting && (
        <>
          <p>{t("lesson:complete_hint")}</p>
          <CompleteButton completion={completion} label={t("lesson:complete")} />
        </>
      )}
      {isStudied && !isWaiting && <AddTime {...{ view, time, completion }} />}
      {!next?.isExam && <GateExams view={view} enrollment={of.enrollment} />}
      {(isStudied || isWaiting || !hasSlides) && <NextLink next={next} />}
      <ButtonLink look="quiet" href={subjectPath(of.enrollment, view.lesson.TrainingSubject.id)}>
        {t("lesson:to_subject")}
      </ButtonLink>
    </div>
  );
}

interface ButtonProps {
  completion: Completion;
  label: string;
  look?: "primary" | "secondary";
}

function CompleteButton({ completion, label, look = "primary" }: ButtonProps) {
  return (
    <>
      {completion.complete.error !== undefined && (
        <Notice tone="bad" title={describeError(completion.complete.error)} />
      )}
      <Button
        wide
        look={look}
        isBusy={completion.complete.isBusy}
        onClick={() => void completion.complete.run()}
      >
        {label}
      </Button>
    </>
  );
}

/** A lesson that is read once more: its time counts as well, where the training counts time. */
function AddTime({ view, time, completion }: Omit<Props, "of">) {
  if (!view.lesson.Training.time_online || time.seconds < 1) return null;
  return <CompleteButton completion={completion} label={t("lesson:add_time")} look="secondary" />;
}

interface OutcomeProps {
  completion: Completion;
  view: LessonView;
  enrollment: string;
}

/** What became of the completion: waits, is done, or the training is finished with it. */
function Outcome({ completion, view, enrollment }: OutcomeProps) {
  if (completion.waiting.length > 0)
    return (
      <Notice tone="info" title={t("lesson:will_be_sent")}>
        <p class="with-icon">
          <CloudUpload aria-hidden="true" size={20} />
          {t("lesson:will_be_sent_hint")}
        </p>
      </Notice>
    );
  if (!completion.outcome) return null;
  if (!completion.outcome.finished) return <Notice tone="good" title={t("lesson:is_completed")} />;
  return (
    <Notice tone="good" title={t("lesson:is_finished", { training: view.lesson.Training.name })}>
      <ButtonLink look="secondary" href={trainingPath(enrollment)}>
        {t("lesson:to_training")}
      </ButtonLink>
    </Notice>
  );
}

/** Completions that the server refused. They stay until the person has decided. */
function Refusals({ completion }: { completion: Completion }) {
  return (
    <>
      {completion.refused.map((entry) => (
        <Notice key={entry.id} tone="bad" title={t("lesson:refused")}>
          <p>{entry.message}</p>
          <div class="buttons">
            <Button
              look="secondary"
              isBusy={completion.retry.isBusy}
              onClick={() => void completion.retry.run(entry)}
            >
              {t("base:try_again")}
            </Button>
            <Button look="quiet" onClick={() => void completion.discard.run(entry)}>
              {t("lesson:discard")}
            </Button>
          </div>
        </Notice>
      ))}
      {completion.retry.error !== undefined && <ErrorNotice error={completion.retry.error} />}
    </>
  );
}

function NextLink({ next }: { next: NextStep | undefined }) {
  if (!next) return null;
  const label = next.isExam ? t("lesson:next_exam") : t("lesson:next_lesson");
  return (
    <ButtonLink wide href={next.href}>
      {`${label}: ${next.title}`}
    </ButtonLink>
  );
}
