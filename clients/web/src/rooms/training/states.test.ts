import { expect, test } from "vitest";

import { type ExamResult, getResultState, type StudiedLesson, sumTime } from "./states";

const exam: ExamResult = {
  id: "x",
  name: "Check",
  questions: 3,
  minutes: 10,
  attempts: 3,
  score: 75,
  passed: false,
  access_mode: "FREE",
  access_window_days: 10,
  attempts_used: 1,
};

function buildLesson(slides_count: number, ...attendance: { value: boolean; time: number }[]): StudiedLesson {
  return { slides_count, TrainingSubjectAttendance: attendance } as StudiedLesson;
}

test("a gate exam is locked until the slides of its lesson are done", () => {
  expect(getResultState(exam, buildLesson(3))).toBe("locked");
  expect(getResultState(exam, buildLesson(3, { value: false, time: 60 }))).toBe("locked");
  expect(getResultState(exam, buildLesson(3, { value: true, time: 60 }))).toBe("ready");
});

test("a lesson without slides locks nothing", () => {
  expect(getResultState(exam, buildLesson(0))).toBe("ready");
});

test("an exam without attempts left is used up, unless it is passed", () => {
  expect(getResultState({ ...exam, attempts_used: 3 })).toBe("used_up");
  expect(getResultState({ ...exam, attempts_used: 3, passed: true })).toBe("passed");
});

test("the time of a lesson is that of all classes and of all study", () => {
  expect(sumTime(buildLesson(0, { value: true, time: 60 }, { value: false, time: 30 }))).toBe(90);
});
