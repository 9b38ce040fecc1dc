import { expect, test } from "vitest";

import { getChosenPlace } from "./letters";
import { findAnnouncement, formatClock } from "./times";

test("times are written as clocks do", () => {
  expect([0, 9, 61, 3_600, 3_723].map(formatClock)).toEqual(["0:00", "0:09", "1:01", "1:00:00", "1:02:03"]);
});

test("ten, five and one minute are announced once, when they are reached", () => {
  expect(findAnnouncement(601, 600)).toBe(10);
  expect(findAnnouncement(600, 599)).toBeUndefined();
  expect(findAnnouncement(301, 300)).toBe(5);
  expect(findAnnouncement(61, 60)).toBe(1);
});

test("after a jump the smallest one that was passed is announced", () => {
  expect(findAnnouncement(700, 40)).toBe(1);
  expect(findAnnouncement(undefined, 40)).toBeUndefined();
  expect(findAnnouncement(70, 0)).toBeUndefined();
});

test("letters and digits choose an option", () => {
  expect(["a", "B", "1", "4"].map(getChosenPlace)).toEqual([0, 1, 0, 3]);
  expect(["0", "z", "Enter", "ArrowLeft", " "].map(getChosenPlace)).toEqual(Array(5).fill(undefined));
});
