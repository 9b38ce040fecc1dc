import { describe, expect, test } from "vitest";

import type { MyClass, MyTraining, ScheduledExam, TrainingView } from "@/base/learning/readings";

import {
  buildClassSteps,
  buildPaperSteps,
  buildScheduledSteps,
  buildTrainingSteps,
  buildValiditySteps,
  type Followed,
  pickFollowed,
  type Step,
  sortSteps,
} from "./steps";

const NOW = new Date("2026-03-18T10:00:00Z");
const DAY_S = 86_400;

function buildTraining(facts: Partial<MyTraining>): MyTraining {
  return {
    enrollment_id: "e",
    training_id: "t",
    name: "PPL(A)",
    type: "DISTANCE",
    theory: true,
    active: true,
    enrollment: 0,
    finished: false,
    finish_date: 0,
    validity: null,
    ...facts,
  } as MyTraining;
}

function buildFollowed(facts: Partial<Followed>, finish_before: string | null = null): Followed {
  const view = {
    TrainingsUser: { id: "e", finished: false, finish_before },
    Training: { name: "PPL(A)", type: "DISTANCE", active: true },
  } as TrainingView;
  return { view, item: undefined, ...facts };
}

function buildClass(datetime: string): MyClass {
  return {
    LessonClass: { id: "c", datetime, minutes: 60 },
    TrainingSubjectLesson: {
      name: "Fog",
      training_subject_id: "s",
      TrainingSubject: { name: "Meteorology" },
    },
    TrainingSubjectExam: { name: null, training_subject_id: null },
  } as MyClass;
}

const lesson = {
  action: "lesson",
  id: "l",
  name: "Fog",
  subject: { id: "s", name: "Meteorology" },
} as Followed["item"];

describe("the order", () => {
  const steps: Record<string, Step> = {
    lesson: { kind: "lesson", href: "/lesson", name: "" },
    exam: { kind: "exam_open", href: "/exam", name: "" },
    soon: { kind: "class", href: "/soon", name: "", at: "2026-03-18 12:00:00" },
    tomorrow: { kind: "class", href: "/tomorrow", name: "", at: "2026-03-19 12:00:00" },
    late: { kind: "deadline", href: "/late", name: "", day: "2026-03-17" },
    ahead: { kind: "deadline", href: "/ahead", name: "", day: "2026-03-20" },
    sign: { kind: "debriefing", href: "/sign", name: "", count: 1 },
  };

  test("is by urgency: a running exam, a class in the next hours, what is late, what others wait for", () => {
    const { lesson, exam, soon, tomorrow, late, ahead, sign } = steps as Record<string, Step>;
    const sorted = sortSteps([tomorrow!, lesson!, ahead!, sign!, late!, soon!, exam!], NOW);
    expect(sorted).toEqual([exam, soon, late, sign, ahead, lesson, tomorrow]);
  });
});

test("an exam under way that is known twice is one step", () => {
  const followed = buildFollowed({ item: lesson, exam: { id: "x", name: "Check", attempt: "a" } });
  const steps = [...buildTrainingSteps(followed, NOW), ...buildPaperSteps({ attempt: "a", name: "Check" })];
  expect(sortSteps(steps, NOW)).toMatchObject([{ kind: "exam_open", of: "PPL(A)" }]);
});

function buildScheduled(
  opens: string | null,
  closes: string | null,
  attempt_id: string | null = null,
): ScheduledExam {
  return {
    Exam: { id: "x", name: "Final exam" },
    Training: { id: "t", name: "Night rating" },
    enrollment_id: "e",
    access: { state: "OPEN", class_id: "c", opens, closes },
    attempt_id,
  } as ScheduledExam;
}

describe("an exam that is taken from a class", () => {
  const common = { name: "Final exam", of: "Night rating" };
  const href = "/trainings/exams/start/e/x";

  test("is to be taken from its opening until its window closes, by the clock of the device", () => {
    const [opens, closes] = ["2026-03-18 10:00:00", "2026-03-28 10:00:00"];
    const exams = [buildScheduled(opens, closes)];

    expect(buildScheduledSteps(exams, NOW)).toEqual([{ ...common, kind: "exam_ready", href, until: closes }]);
    expect(buildScheduledSteps(exams, new Date("2026-03-18T09:59:59Z"))).toEqual([
      { ...common, kind: "exam_ahead", href, at: opens },
    ]);
    expect(buildScheduledSteps(exams, new Date("2026-03-28T10:00:00Z"))).toEqual([]);
    expect(buildScheduledSteps(exams, new Date("2026-03-01T10:00:00Z"))).toEqual([]);
  });

  test("that is being sat leads to the paper, whatever became of the class", () => {
    expect(buildScheduledSteps([buildScheduled(null, null, "a")], NOW)).toEqual([
      { ...common, kind: "exam_open", href: "/trainings/exams/do/a" },
    ]);
  });

  test("is more urgent than what else can be done, and named once", () => {
    const [ready] = buildScheduledSteps([buildScheduled("2026-03-18 09:00:00", "2026-03-21 09:00:00")], NOW);
    const same: Step = { kind: "exam_ready", href, name: "Final exam" };
    const debriefing: Step = { kind: "debriefing", href: "/f", name: "Solo", count: 1 };

    expect(sortSteps([debriefing, ready!, same], NOW)).toEqual([ready, debriefing]);
  });
});

describe("a training", () => {
  test("leads to the paper of an exam that is under way", () => {
    const steps = buildTrainingSteps(
      buildFollowed({ item: lesson, exam: { id: "x", name: "Check", attempt: "a" } }),
      NOW,
    );
    expect(steps).toMatchObject([{ kind: "exam_open", href: "/trainings/exams/do/a" }]);
  });

  test("leads to the gate exam of a lesson once it can be taken, and else to the lesson", () => {
    const ready = buildTrainingSteps(buildFollowed({ item: lesson, exam: { id: "x", name: "Check" } }), NOW);
    expect(ready).toMatchObject([{ kind: "exam_ready", href: "/trainings/exams/start/e/x" }]);
    expect(buildTrainingSteps(buildFollowed({ item: lesson }), NOW)).toMatchObject([
      { kind: "lesson", href: "/trainings/lessons/view/l/e" },
    ]);
  });

  test("warns of a deadline within two weeks, and after it", () => {
    const list = (day: string) => buildTrainingSteps(buildFollowed({}, day), NOW).map(({ kind }) => kind);
    expect(list("2026-04-02")).toEqual([]);
    expect(list("2026-04-01")).toEqual(["deadline"]);
    expect(list("2026-01-01")).toEqual(["deadline"]);
  });

  test("has nothing to do while it is inactive", () => {
    const followed = buildFollowed({ item: lesson }, "2026-03-19");
    followed.view.Training.active = false;
    expect(buildTrainingSteps(followed, NOW)).toEqual([]);
  });
});

test("a class is a step today and tomorrow, also while it is held; one that is over is not", () => {
  const list = (...moments: string[]) =>
    buildClassSteps(moments.map(buildClass), NOW).map((step) => step.kind === "class" && step.at);
  expect(list("2026-03-18 09:30:00")).toEqual(["2026-03-18 09:30:00"]);
  expect(list("2026-03-18 08:30:00", "2026-03-19 18:00:00")).toEqual(["2026-03-19 18:00:00"]);
  expect(list("2026-03-20 08:00:00")).toEqual([]);
});

describe("a validity", () => {
  const finishedDaysAgo = (days: number) => NOW.getTime() / 1000 - days * DAY_S;

  test("that ends soon is a step", () => {
    const training = buildTraining({ finished: true, finish_date: finishedDaysAgo(335), validity: 365 });
    expect(buildValiditySteps([training], NOW)).toMatchObject([{ kind: "validity", day: "2026-04-17" }]);
  });

  test("is none once the person is enrolled again", () => {
    const old = buildTraining({ finished: true, finish_date: finishedDaysAgo(335), validity: 365 });
    expect(buildValiditySteps([old, buildTraining({ enrollment: 1 })], NOW)).toEqual([]);
  });

  test("is none of a training that does not expire, or expires late", () => {
    const forever = buildTraining({ finished: true, finish_date: finishedDaysAgo(335) });
    const late = buildTraining({
      training_id: "u",
      finished: true,
      finish_date: finishedDaysAgo(1),
      validity: 365,
    });
    expect(buildValiditySteps([forever, late], NOW)).toEqual([]);
  });
});

test("distance learning is followed first, and what is finished or inactive never", () => {
  const trainings = [
    buildTraining({ enrollment_id: "class", type: "ONSITE" }),
    buildTraining({ enrollment_id: "done", finished: true }),
    buildTraining({ enrollment_id: "off", active: false }),
    buildTraining({ enrollment_id: "alone" }),
  ];
  expect(pickFollowed(trainings, 3)).toEqual(["alone", "class"]);
});
