// What a student should do next, and in which order: the rules behind the first screen.
import type { Item } from "@/base/learning/items";
import {
  certificatePath,
  classPath,
  examPath,
  FLIGHTS,
  lessonPath,
  paperPath,
  subjectPath,
  trainingPath,
} from "@/base/learning/paths";
import type {
  MyClass,
  MyTraining,
  ScheduledExam,
  TrainingView,
  UnsignedMission,
} from "@/base/learning/readings";
import { isUnderWay } from "@/base/learning/State";
import { parseMoment } from "@/base/time/moments";
import { countDaysUntil, getSchoolDay } from "@/base/time/near";
import { addDays } from "@/base/time/zones";

/** A deadline is mentioned this many days before. */
const DEADLINE_DAYS = 14;
/** A scheduled exam is mentioned this many days before its class. */
const EXAM_DAYS = 7;
/** The end of a validity is mentioned this many days before and after. */
const VALIDITY_DAYS = 60;
const MINUTE_MS = 60_000;
/** Shortly before a class, nothing is more urgent. */
const SOON_MS = 3 * 60 * MINUTE_MS;

interface Common {
  href: string;
  /** What it is about: the name of a lesson, an exam, a training. */
  name: string;
  /** Where it belongs: a training or a subject. */
  of?: string;
}

export type Step = Common &
  (
    | { kind: "exam_open" | "subject" | "training" }
    /** With `until`, a whole class sits it now. */
    | { kind: "exam_ready"; until?: string | undefined }
    /** A scheduled exam, which opens when its class begins. */
    | { kind: "exam_ahead"; at: string }
    | { kind: "lesson"; slides?: { completed: number; total: number } | undefined }
    | { kind: "class"; at: string }
    | { kind: "debriefing"; count: number }
    | { kind: "deadline" | "validity"; day: string }
  );

/** What a training is known to have open: its view, and how its next item stands. */
export interface Followed {
  view: TrainingView;
  item: Item | undefined;
  slides?: { completed: number; total: number } | undefined;
  exam?: { id: string; name: string; attempt?: string | undefined } | undefined;
}

/** An attempt that is under way. */
export interface OpenPaper {
  attempt: string;
  name: string;
}

/** Lower is more urgent. */
const RANKS: Record<Step["kind"], number> = {
  exam_open: 0,
  debriefing: 3,
  exam_ready: 4,
  exam_ahead: 8,
  lesson: 6,
  subject: 7,
  training: 7,
  class: 8,
  deadline: 5,
  validity: 9,
};

/** The steps, most urgent first; those of the same kind in the order given, and each once. */
export function sortSteps(steps: Step[], now: Date): Step[] {
  const isFirst = (step: Step, index: number) => steps.findIndex((other) => isSame(step, other)) === index;
  return steps.filter(isFirst).sort((one, other) => rankStep(one, now) - rankStep(other, now));
}

function rankStep(step: Step, now: Date): number {
  if ((step.kind === "class" || step.kind === "exam_ahead") && isSoon(step.at, now)) return 1;
  if (step.kind === "exam_ready" && step.until) return 1;
  if (step.kind === "deadline" && countDaysUntil(step.day, getSchoolDay(now)) < 0) return 2;
  return RANKS[step.kind];
}

function isSame(one: Step, other: Step): boolean {
  return one.kind === other.kind && one.href === other.href;
}

function isSoon(at: string, now: Date): boolean {
  return parseMoment(at).getTime() - now.getTime() < SOON_MS;
}

/** The next class, if it is today or tomorrow. The list holds those that have not begun; a stored copy may be older. */
export function buildClassSteps(classes: MyClass[], now: Date): Step[] {
  const next = classes.find(({ LessonClass: { datetime, minutes } }) => {
    return parseMoment(datetime).getTime() + minutes * MINUTE_MS > now.getTime();
  });
  if (!next) return [];
  const { id, datetime } = next.LessonClass;
  const day = getSchoolDay(parseMoment(datetime));
  if (countDaysUntil(day, getSchoolDay(now)) > 1) return [];
  const subject = next.TrainingSubjectLesson.TrainingSubject?.name ?? "";
  const name = next.TrainingSubjectLesson.name ?? next.TrainingSubjectExam.name ?? subject;
  return [{ kind: "class", href: classPath(id), name, of: subject, at: datetime }];
}

export function buildPaperSteps(paper: OpenPaper | undefined): Step[] {
  return paper ? [{ kind: "exam_open", href: paperPath(paper.attempt), name: paper.name }] : [];
}

/**
 * The exams that the student takes from a class. What is open may be taken; what is ahead is named some days before,
 * with the moment at which it opens.
 */
export function buildScheduledSteps(exams: ScheduledExam[], now: Date): Step[] {
  return exams.flatMap(({ Exam: { id, name }, Training, enrollment_id, access, attempt_id }): Step[] => {
    const common = { name, of: Training.name };
    if (attempt_id) return [{ ...common, kind: "exam_open", href: paperPath(attempt_id) }];
    const href = examPath(enrollment_id, id);
    const { opens, closes } = access;
    if (opens === null || closes === null) return [];
    if (parseMoment(opens) <= now)
      return parseMoment(closes) > now ? [{ ...common, kind: "exam_ready", href, until: closes }] : [];
    const days = countDaysUntil(getSchoolDay(parseMoment(opens)), getSchoolDay(now));
    return days <= EXAM_DAYS ? [{ ...common, kind: "exam_ahead", href, at: opens }] : [];
  });
}

/** All debriefings are one step: they are signed on one screen. */
export function buildDebriefingSteps(missions: UnsignedMission[]): Step[] {
  const [first] = missions;
  if (!first) return [];
  const { name, Training } = first.TrainingFlight;
  return [{ kind: "debriefing", href: FLIGHTS, name, of: Training.name, count: missions.length }];
}

/** The deadline of a training and its next item. */
export function buildTrainingSteps(followed: Followed, now: Date): Step[] {
  const { TrainingsUser: enrollment, Training: training } = followed.view;
  if (!enrollment || !isUnderWay(enrollment) || !training.active) return [];
  return [
    ...buildDeadline(enrollment, training.name, now),
    ...(training.type === "DISTANCE" ? buildItem(followed, enrollment.id) : []),
  ];
}

function buildDeadline(
  { id, finish_before: day }: { id: string; finish_before: string | null },
  name: string,
  now: Date,
): Step[] {
  if (day === null || countDaysUntil(day, getSchoolDay(now)) > DEADLINE_DAYS) return [];
  return [{ kind: "deadline", href: trainingPath(id), name, day }];
}

function buildItem({ view, item, slides, exam }: Followed, enrollment: string): Step[] {
  const of = view.Training.name;
  if (exam?.attempt) return [{ kind: "exam_open", href: paperPath(exam.attempt), name: exam.name, of }];
  if (exam) return [{ kind: "exam_ready", href: examPath(enrollment, exam.id), name: exam.name, of }];
  if (item?.action === "lesson")
    return [{ kind: "lesson", href: lessonPath(enrollment, item.id), name: item.name, of, slides }];
  // An exam that cannot be started: the subject, or the training, says how it stands.
  if (!item) return [];
  const { subject } = item;
  return subject
    ? [{ kind: "subject", href: subjectPath(enrollment, subject.id), name: subject.name, of }]
    : [{ kind: "training", href: trainingPath(enrollment), name: item.name, of }];
}

/** Finished trainings whose validity ends soon or has ended lately, unless the person is enrolled in them again. */
export function buildValiditySteps(trainings: MyTraining[], now: Date): Step[] {
  return trainings.flatMap((training) => {
    const day = getExpiry(training);
    if (day === undefined || isRetaken(training, trainings)) return [];
    if (Math.abs(countDaysUntil(day, getSchoolDay(now))) > VALIDITY_DAYS) return [];
    return [
      { kind: "validity" as const, href: certificatePath(training.enrollment_id), name: training.name, day },
    ];
  });
}

/** The last valid day of a finished training; undefined while it is not finished, or does not expire. */
export function getExpiry({ finished, finish_date, validity }: MyTraining): string | undefined {
  if (!finished || !validity) return undefined;
  return addDays(getSchoolDay(new Date(finish_date * 1000)), validity);
}

function isRetaken(training: MyTraining, trainings: MyTraining[]): boolean {
  return trainings.some(
    (other) => other.training_id === training.training_id && other.enrollment > training.enrollment,
  );
}

/** The enrollments to look into: those that are learned alone first, because a lesson may be next there. */
export function pickFollowed(trainings: MyTraining[], count: number): string[] {
  const ongoing = trainings.filter((training) => isUnderWay(training) && training.active);
  const alone = ongoing.filter(({ type, theory }) => type === "DISTANCE" && theory);
  const others = ongoing.filter((training) => !alone.includes(training));
  return [...alone, ...others].slice(0, count).map(({ enrollment_id }) => enrollment_id);
}
