import { describe, expect, test } from "vitest";

import { findNextItem, getExamState } from "./items";
import type { Subject, TrainingView } from "./readings";

interface Facts {
  done?: boolean[];
  exams?: number;
  completed: number;
  type?: "ONLINE" | "ONSITE";
}

function buildSubject({ done = [], exams = 0, completed, type = "ONLINE" }: Facts): Subject {
  const lessons = done.map((_, order) => ({
    id: `lesson-${order}`,
    training_subject_id: "s",
    name: `Lesson ${order}`,
    minutes: 45,
    mandatory: true,
    credited: false,
    order,
  }));
  return {
    id: "s",
    training_id: "t",
    code: "010",
    name: "Air Law",
    hours: 1,
    lessons: lessons.length,
    teacher_id: null,
    TrainingSubjectLesson: lessons,
    TrainingSubjectExam: Array.from({ length: exams }, (_, index) => ({
      id: `exam-${index}`,
      training_subject_id: "s",
      name: `Exam ${index}`,
      type,
      mandatory: true,
      credited: false,
      order: lessons.length + index + 1,
    })),
    Progress: {
      total: lessons.length + exams,
      completed,
      finished: false,
      lessons: Object.fromEntries(lessons.map(({ id }, index) => [id, done[index]!])),
    },
  };
}

function buildView(...subjects: Subject[]): TrainingView {
  return { Training: { TrainingSubject: subjects } } as TrainingView;
}

describe("the next item", () => {
  test("is the first lesson that is not done, of the first subject that is not", () => {
    const finished = buildSubject({ done: [true], completed: 1 });
    const next = findNextItem(
      buildView(finished, buildSubject({ done: [true, false, false], completed: 1 })),
    );
    expect(next).toMatchObject({ action: "lesson", id: "lesson-1" });
  });

  test("is the subject's exam once its lessons are done", () => {
    const next = findNextItem(buildView(buildSubject({ done: [true], exams: 1, completed: 1 })));
    expect(next).toMatchObject({ action: "exam", id: "exam-0" });
  });

  test("is the subject where the view does not say which of its exams is open", () => {
    const next = findNextItem(buildView(buildSubject({ done: [true], exams: 2, completed: 2 })));
    expect(next).toMatchObject({ action: "subject", id: "s" });
  });

  test("is the subject where the exam is held in class", () => {
    const next = findNextItem(buildView(buildSubject({ exams: 1, completed: 0, type: "ONSITE" })));
    expect(next).toMatchObject({ action: "subject" });
  });

  test("is nothing when everything is done", () => {
    expect(findNextItem(buildView(buildSubject({ done: [true], exams: 1, completed: 2 })))).toBeUndefined();
  });
});

test.each([
  [{ done: [true, false], exams: 1, completed: 1 }, "open"],
  [{ done: [true, false], exams: 1, completed: 2 }, "passed"],
  [{ done: [true, true], exams: 2, completed: 4 }, "passed"],
  [{ done: [true, true], exams: 2, completed: 3 }, "unknown"],
] as const)("an exam of a subject with %o is %s", (facts, state) => {
  const subject = buildSubject({ ...facts, done: [...facts.done] });
  expect(getExamState(subject, { mandatory: true })).toBe(state);
});
