import { expect, test } from "vitest";

import { fitPicture, LARGEST, readZoomKey, zoomAt } from "./zoom";

test("what is under the fingers stays under them", () => {
  const view = zoomAt({ scale: 2, left: 100, top: 40 }, 4, 50, 10);
  expect((view.left + 50) / view.scale).toBe((100 + 50) / 2);
  expect((view.top + 10) / view.scale).toBe((40 + 10) / 2);
});

test("a picture is never smaller than whole, nor larger than the limit", () => {
  expect(zoomAt({ scale: 1, left: 0, top: 0 }, 0.2, 0, 0).scale).toBe(1);
  expect(zoomAt({ scale: 5, left: 0, top: 0 }, 50, 0, 0).scale).toBe(LARGEST);
});

test("plus, minus and nought zoom, other keys do not", () => {
  expect(["+", "=", "-", "0", "a"].map((key) => readZoomKey(key, 3))).toEqual([4.5, 4.5, 2, 1, undefined]);
});

test("a picture fits its area whole, and a small one is at most doubled", () => {
  expect(fitPicture({ width: 1000, height: 500 }, { width: 400, height: 800 })).toEqual({
    width: 400,
    height: 200,
  });
  expect(fitPicture({ width: 50, height: 50 }, { width: 400, height: 800 })).toEqual({
    width: 100,
    height: 100,
  });
});
