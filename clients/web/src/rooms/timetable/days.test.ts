import { expect, test } from "vitest";

import { type Entry, getMonday, groupByDay } from "./days";

function build(start: string, end: string): Entry {
  const extendedProps = { type: "lesson", teacher: "Ann", location: null, status: "scheduled" } as const;
  return { id: start, title: "Air Law", start, end, color: "#123456", url: "/", extendedProps };
}

test("a week begins on Monday, on Sunday too", () => {
  expect(getMonday("2026-03-16")).toBe("2026-03-16");
  expect(getMonday("2026-03-18")).toBe("2026-03-16");
  expect(getMonday("2026-03-22")).toBe("2026-03-16");
});

test("a class is on the day that it has at the school, wherever the device is", () => {
  const evening = build("2026-03-18T08:00:00+13:00", "2026-03-18T09:00:00+13:00"); // 17 March, 19:00 UTC
  const days = groupByDay([evening], "2026-03-17", 2, "Pacific/Auckland");
  expect(days.map(({ entries }) => entries.length)).toEqual([0, 1]);
});

test("a class over midnight is on both days, one until midnight on the first alone", () => {
  const night = build("2026-03-18T23:00:00+13:00", "2026-03-19T01:00:00+13:00");
  const evening = build("2026-03-18T22:00:00+13:00", "2026-03-19T00:00:00+13:00");
  const days = groupByDay([night, evening], "2026-03-18", 2, "Pacific/Auckland");
  expect(days.map(({ entries }) => entries)).toEqual([[evening, night], [night]]);
});
