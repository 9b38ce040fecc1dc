import { expect, test } from "vitest";

import { schoolZone } from "@/base/session/person";

import { countDaysUntil, getSchoolDay } from "./near";

test("a day is a date at the school, not in UTC", () => {
  schoolZone.value = "Pacific/Auckland";
  expect(getSchoolDay(new Date("2026-03-18T19:35:00Z"))).toBe("2026-03-19");
  schoolZone.value = "UTC";
});

test("days are counted across the change to summer time", () => {
  expect(countDaysUntil("2026-03-30", "2026-03-28")).toBe(2);
  expect(countDaysUntil("2026-03-27", "2026-03-28")).toBe(-1);
});
