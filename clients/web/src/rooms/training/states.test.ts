import { expect, test } from "vitest";

import type { Schemas } from "@/base/api/client";

import { type ExamResult, findNextActivity, getResultState, type StudiedLesson, sumTime } from "./states";

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

type View = Schemas["SubjectViewOutput"];
const fog = { ...buildLesson(3), id: "fog", order: 1, mandatory: true, Exam: [] as ExamResult[] };
const oral = { ...exam, id: "oral", type: "ONSITE" as const, order: 2, mandatory: true, credited: false };
const final = { ...oral, id: "final", type: "ONLINE" as const, order: 3 };

function buildSubject(lesson: object, exams: object[], done: boolean, type = "DISTANCE"): View {
  return {
    Training: { type },
    TrainingSubjectLesson: [lesson],
    TrainingSubjectExam: exams,
    Progress: { lessons: { fog: done } },
  } as unknown as View;
}

test("what is next in a subject follows the one order, and skips exams in class", () => {
  expect(findNextActivity(buildSubject(fog, [oral, final], false))).toBe("fog");
  expect(findNextActivity(buildSubject(fog, [oral, final], true))).toBe("final");
  expect(findNextActivity(buildSubject({ ...fog, order: 4 }, [final], false))).toBe("final");
  expect(findNextActivity(buildSubject(fog, [{ ...final, passed: true }], true))).toBeUndefined();
  expect(findNextActivity(buildSubject(fog, [final], false, "ONSITE"))).toBeUndefined();
});

test("the exam of a lesson is next once the lesson was studied", () => {
  const gated = { ...fog, Exam: [{ ...exam, id: "gate" }] };
  expect(findNextActivity(buildSubject(gated, [], false))).toBe("fog");
  const studied = { ...gated, TrainingSubjectAttendance: [{ value: true, time: 60 }] };
  expect(findNextActivity(buildSubject(studied, [], false))).toBe("gate");
  const lost = { ...studied, Exam: [{ ...exam, id: "gate", attempts_used: 3 }] };
  expect(findNextActivity(buildSubject(lost, [], false))).toBe("fog");
});
