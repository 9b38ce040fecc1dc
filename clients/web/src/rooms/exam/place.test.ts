import { expect, test } from "vitest";

import { findPlace } from "./place";

test.each([
  [{ training_subject_id: "s", training_subject_lesson_id: "l" }, "lesson", "/trainings/lessons/view/l/e"],
  [{ training_subject_id: "s", training_subject_lesson_id: null }, "subject", "/trainings/subjects/view/e/s"],
  [
    { training_subject_id: null, training_subject_lesson_id: null },
    "training",
    "/trainings/trainings/view/e",
  ],
] as const)("an exam with %o belongs to the %s", (owners, kind, href) => {
  expect(findPlace("e", owners)).toEqual({ kind, href });
});
