import { expect, test } from "vitest";

import { getRange } from "./calendar-range";
import { groupClasses, type TaughtClass } from "./groups";

const NOW = new Date("2026-03-18T12:00:00Z");
const THREE_DAYS = 3 * 24 * 60;

/** A class of an hour, so many hours from now. */
function build(id: string, hours: number, isSigned = false): TaughtClass {
  const start = new Date(NOW.getTime() + hours * 3_600_000);
  const end = new Date(start.getTime() + 3_600_000);
  return { id, title: id, start, end, color: "", location: null, isSigned };
}

function group(classes: TaughtClass[], zone = "Europe/Vienna") {
  const { next, ...rest } = groupClasses(classes, NOW, zone, THREE_DAYS);
  const ids = (list: TaughtClass[]) => list.map(({ id }) => id);
  return {
    ...Object.fromEntries(Object.entries(rest).map(([name, list]) => [name, ids(list)])),
    next: next.map(([day, list]) => [day, ids(list)]),
  };
}

test("each class is in one list: what goes on first, what is over by its signature and its age", () => {
  const classes = [
    build("evening", 5),
    build("now", -0.5),
    build("signed", -4, true),
    build("noon", -3),
    build("yesterday", -24),
    build("late", -50),
    build("long ago", -300),
    build("signed before", -30, true),
    build("tomorrow", 24),
  ];

  expect(group(classes)).toEqual({
    toHold: ["now", "evening"],
    late: ["long ago", "late"],
    toSign: ["yesterday", "noon"],
    done: ["signed"],
    next: [["2026-03-19", ["tomorrow"]]],
  });
});

test("the day is the school's", () => {
  expect(group([build("class", 11)], "Pacific/Auckland")).toMatchObject({ toHold: ["class"], next: [] });
  expect(group([build("class", 11)], "America/New_York")).toMatchObject({ toHold: ["class"], next: [] });
  expect(group([build("class", 12)], "Europe/Vienna")).toMatchObject({
    toHold: [],
    next: [["2026-03-19", ["class"]]],
  });
});

test("a class that began yesterday and goes on is to be held", () => {
  const night = { ...build("night", -13), end: new Date(NOW.getTime() + 1) };

  expect(group([night], "UTC")).toMatchObject({ toHold: ["night"], toSign: [] });
});

test("the range is the same from Monday to Sunday, so that its copy serves all week", () => {
  expect(getRange("2026-03-16")).toEqual({ start: "2026-01-19", end: "2026-04-06" });
  expect(getRange("2026-03-22")).toEqual(getRange("2026-03-16"));
  expect(getRange("2026-03-23")).not.toEqual(getRange("2026-03-16"));
});
