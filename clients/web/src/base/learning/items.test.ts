import { describe, expect, test } from "vitest";

import { findNextItem, putInOrder } from "./items";
import type { Subject, TrainingExam, TrainingView } from "./readings";

interface Facts {
  done?: boolean[];
  exams?: number;
  passed?: number;
  orders?: number[];
  type?: "ONLINE" | "ONSITE";
}

function buildSubject({ done = [], exams = 0, passed = 0, orders = [], type = "ONLINE" }: Facts): Subject {
  const lessons = done.map((_, order) => ({
    id: `lesson-${order}`,
    training_subject_id: "s",
    name: `Lesson ${order}`,
    minutes: 45,
    mandatory: true,
    credited: false,
    order: order + 1,
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
      completed: index < passed,
      credited: false,
      order: orders[index] ?? lessons.length + index + 1,
    })),
    Progress: {
      total: lessons.length + exams,
      completed: done.filter(Boolean).length + passed,
      finished: false,
      lessons: Object.fromEntries(lessons.map(({ id }, index) => [id, done[index]!])),
    },
  };
}

function buildView(...subjects: Subject[]): TrainingView {
  return { Training: { TrainingSubject: subjects, TrainingExam: [] as TrainingExam[] } } as TrainingView;
}

function addTrainingExam(view: TrainingView, facts: Partial<TrainingExam>): TrainingView {
  const exam = {
    id: "whole",
    name: "Mock exam",
    type: "ONLINE",
    mandatory: true,
    completed: false,
    ...facts,
  };
  view.Training.TrainingExam.push(exam as TrainingExam);
  return view;
}

describe("the next item", () => {
  test("is the first lesson that is not done, of the first subject that is not", () => {
    const finished = buildSubject({ done: [true] });
    const next = findNextItem(buildView(finished, buildSubject({ done: [true, false, false] })));
    expect(next).toMatchObject({ action: "lesson", id: "lesson-1" });
  });

  test("is the subject's exam once its lessons are done", () => {
    const next = findNextItem(buildView(buildSubject({ done: [true], exams: 2, passed: 1 })));
    expect(next).toMatchObject({ action: "exam", id: "exam-1" });
  });

  test("is an exam that stands before the open lessons", () => {
    const next = findNextItem(buildView(buildSubject({ done: [true, false], exams: 1, orders: [1] })));
    expect(next).toMatchObject({ action: "exam", id: "exam-0" });
  });

  test("is the subject where only an exam in class is left", () => {
    const next = findNextItem(buildView(buildSubject({ exams: 1, type: "ONSITE" })));
    expect(next).toMatchObject({ action: "subject" });
  });

  test("is an exam of the whole training once the subjects are done", () => {
    const open = addTrainingExam(buildView(buildSubject({ done: [false] })), {});
    expect(findNextItem(open)).toMatchObject({ action: "lesson" });
    const view = addTrainingExam(buildView(buildSubject({ done: [true] })), {});
    expect(findNextItem(view)).toEqual({ action: "exam", id: "whole", name: "Mock exam" });
  });

  test.each([{ completed: true }, { mandatory: false }, { type: "ONSITE" as const }])(
    "is no exam of the whole training with %o",
    (facts) => {
      expect(findNextItem(addTrainingExam(buildView(), facts))).toBeUndefined();
    },
  );

  test("is nothing when everything is done", () => {
    expect(findNextItem(buildView(buildSubject({ done: [true], exams: 1, passed: 1 })))).toBeUndefined();
  });

  test("is found in a copy that knows no exams of the whole training", () => {
    const view = { Training: { TrainingSubject: [buildSubject({ done: [true] })] } } as TrainingView;
    expect(findNextItem(view)).toBeUndefined();
  });
});

test("lessons and exams are in one order, exams without a place last", () => {
  const place = (id: string, order: number) => ({ id, order });
  const rows = putInOrder(
    [place("a", 1), place("b", 3), place("c", 9)],
    [place("d", 0), place("e", 0), place("f", 2), place("g", 3)],
  );
  expect(rows.map(({ row }) => row.id)).toEqual(["a", "f", "b", "g", "c", "d", "e"]);
});
