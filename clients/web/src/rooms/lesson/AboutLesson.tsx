import { CircleCheck, Clock3, GraduationCap, Layers, Pause } from "lucide-preact";
import { type LessonOf, readSeconds } from "@/base/learning/storedTime";
import { KeepLesson, KeepSubject } from "@/base/offline/Keep";
import { session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Badge } from "@/base/ui/Feedback";
import { GateExams } from "./GateExams";
import type { LessonView } from "./Lesson";
import type { Completion } from "./study/useCompletion";
import type { StudyTime } from "./study/useStudyTime";

interface FactsProps {
  view: LessonView;
  time: StudyTime;
  completion: Completion;
}

/** In one line: the subject, how long, how many slides, whether it is done, and the time studied. */
export function LessonFacts({ view, time, completion }: FactsProps) {
  const { TrainingSubjectLesson, TrainingSubject, Training, LessonSlide } = view.lesson;
  const isStudied = LessonSlide.some((slide) => slide.completed) || completion.outcome !== undefined;
  return (
    <div class="lesson-facts">
      <span>
        <GraduationCap aria-hidden="true" size={18} />
        {[TrainingSubject.code, Training.name].filter(Boolean).join(" · ")}
      </span>
      {LessonSlide.length > 0 && (
        <span>
          <Layers aria-hidden="true" size={18} />
          {t("lesson:slide_count", { count: LessonSlide.length })}
        </span>
      )}
      {TrainingSubjectLesson.minutes > 0 && (
        <span>
          <Clock3 aria-hidden="true" size={18} />
          {t("lesson:planned", { time: formatDuration(TrainingSubjectLesson.minutes * 60) })}
        </span>
      )}
      {isStudied && (
        <Badge tone="good">
          <CircleCheck aria-hidden="true" size={16} />
          {t("lesson:completed")}
        </Badge>
      )}
      {Training.time_online && LessonSlide.length > 0 && <TimeStudied {...{ view, time, completion }} />}
    </div>
  );
}

/** All time at this lesson: what the server has, what waits to be sent, and what is counted now. */
function TimeStudied({ view, time, completion }: FactsProps) {
  const sent = view.attendance.filter((row) => row.LessonClass === null);
  const parts = [
    ...sent.map((row) => row.TrainingSubjectAttendance.time),
    ...completion.waiting.map((entry) => readSeconds(entry.body)),
    time.seconds,
  ];
  const total = parts.reduce((sum, seconds) => sum + seconds, 0);
  return (
    <span class="time-studied">
      {!time.isCounting && <Pause aria-hidden="true" size={16} />}
      {t("lesson:time_studied", { time: formatDuration(total) })}
      {!time.isCounting && ` (${t("lesson:time_paused")})`}
    </span>
  );
}

interface Props {
  of: LessonOf;
  view: LessonView;
  isOpen: boolean;
}

/** Folds: what the lesson is about, and whether it is kept for use without a connection. */
export function AboutLesson({ of, view, isOpen }: Props) {
  const { TrainingSubjectLesson, LearningObjective, Exam, LessonSlide, TrainingSubject } = view.lesson;
  const hasMore = TrainingSubjectLesson.description || LearningObjective.length > 0 || Exam.length > 0;
  return (
    <div class="folds">
      {hasMore && (
        <details class="fold" open={isOpen}>
          <summary>{t("lesson:about")}</summary>
          <div class="stack">
            {TrainingSubjectLesson.description && <p class="lines">{TrainingSubjectLesson.description}</p>}
            <Objectives objectives={LearningObjective} />
            <GateExams view={view} enrollment={of.enrollment} />
          </div>
        </details>
      )}
      {LessonSlide.length > 0 && !session.value?.isShared && (
        <details class="fold">
          <summary>{t("lesson:offline")}</summary>
          <div class="stack">
            <KeepLesson {...of} />
            <KeepSubject subject={TrainingSubject.id} enrollment={of.enrollment} />
            <a href="/app/trainings/lessons/kept">{t("lesson:kept_lessons")}</a>
          </div>
        </details>
      )}
    </div>
  );
}

function Objectives({ objectives }: { objectives: LessonView["lesson"]["LearningObjective"] }) {
  if (objectives.length === 0) return null;
  return (
    <div>
      <h2>{t("lesson:objectives")}</h2>
      <ul class="objectives">
        {objectives.map(({ id, name, description }) => (
          <li key={id}>
            {name}
            {description && <small class="lines">{description}</small>}
          </li>
        ))}
      </ul>
    </div>
  );
}
