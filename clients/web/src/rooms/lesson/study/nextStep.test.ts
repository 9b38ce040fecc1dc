import { expect, test } from "vitest";

import type { LessonView } from "../Lesson";
import { findNext } from "./nextStep";

const gate = { id: "x", name: "Check", passed: false, available: true };
const following = { id: "l2", name: "Winds" };

function build(testAuthorization: boolean, exam = gate): LessonView {
  return { lesson: { Exam: [exam] }, testAuthorization, nextLesson: following } as unknown as LessonView;
}

test("the server says what comes next", () => {
  const next = { title: "Winds", action: "lesson" as const, id: "l2", enrollmentId: "e" };
  const outcome = { result: true, finished: false, trainingId: "t", next };
  expect(findNext(build(true), outcome, "e")?.href).toBe("/trainings/lessons/view/l2/e");
  expect(findNext(build(true), { ...outcome, next: null }, "e")).toBeUndefined();
});

test("before that, the gate exam comes first if it may be taken", () => {
  expect(findNext(build(true), undefined, "e")).toMatchObject({
    isExam: true,
    href: "/trainings/exams/start/e/x",
  });
});

test("a gate exam that is passed, unavailable or not open yet is not next", () => {
  const steps = [
    findNext(build(false), undefined, "e"),
    findNext(build(true, { ...gate, passed: true }), undefined, "e"),
    findNext(build(true, { ...gate, available: false }), undefined, "e"),
  ];
  expect(steps.map((step) => step?.title)).toEqual(["Winds", "Winds", "Winds"]);
});
