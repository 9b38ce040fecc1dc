import { expect, test } from "vitest";

import { readStep } from "./swipe";

const start = { x: 200, y: 300, at: 0 };

test("a swipe to the left is the next slide, to the right the previous one", () => {
  expect(readStep(start, { clientX: 100, clientY: 310 }, 200)).toBe(1);
  expect(readStep(start, { clientX: 300, clientY: 290 }, 200)).toBe(-1);
});

test("scrolling, a tap and a slow drag are no swipe", () => {
  expect(readStep(start, { clientX: 130, clientY: 420 }, 200)).toBeUndefined();
  expect(readStep(start, { clientX: 190, clientY: 300 }, 50)).toBeUndefined();
  expect(readStep(start, { clientX: 60, clientY: 300 }, 3_000)).toBeUndefined();
});
