import { beforeAll, expect, test } from "vitest";

import { startTexts } from "@/base/texts/translate";

import { describeHours } from "./Hours";
import type { RequiredHours } from "./readings";

beforeAll(() => startTexts());

const DUAL: RequiredHours = {
  kind: "DUAL",
  subject_id: null,
  subject: null,
  note: "",
  required: 1500,
  done: 1500,
  credited: 0,
  planned: 90,
  best: 1590,
  missing: 0,
  reachable: true,
};

test("of hours that are reached only what was required and done is said", () => {
  expect(describeHours(DUAL)).toBe("25 hr of 25 hr");
});

test("of missing hours is said what is credited, planned and possible, and the paragraph", () => {
  const hours = { ...DUAL, done: 600, credited: 60, best: 750, missing: 840, note: "FCL.210.A(a)(1)" };
  expect(describeHours(hours)).toBe(
    "10 hr of 25 hr, 1 hr credited, 1 hr 30 min planned, 12 hr 30 min at best · FCL.210.A(a)(1)",
  );
});
