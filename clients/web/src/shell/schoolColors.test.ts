import { expect, test } from "vitest";

import { computeContrast, derivePalettes } from "./schoolColors";

const LIGHT = ["#ffffff", "#f3f5f9", "#eaeff5"];
const DARK = ["#0c131c", "#151f2b", "#1e2a38"];
// The ink on buttons in base.css.
const INK = { light: "#ffffff", dark: "#07182c" };

test.each(["#1255a6", "#767676", "#000000", "#b3261e", "#00695c", "#5b2a86", "#0000ff", "#8a4b00"])(
  "texts in %s are readable on every surface, and the ink on it",
  (color) => {
    const { light, dark } = derivePalettes(color);
    for (const background of [...LIGHT, light.soft, INK.light])
      expect(computeContrast(light.brand, background)).toBeGreaterThanOrEqual(4.5);
    for (const background of [...DARK, dark.soft, INK.dark])
      expect(computeContrast(dark.brand, background)).toBeGreaterThanOrEqual(4.5);
    expect(computeContrast(light.soft, "#14202e")).toBeGreaterThanOrEqual(4.5);
    expect(computeContrast(dark.soft, "#e9eef4")).toBeGreaterThanOrEqual(4.5);
  },
);

test("a dark colour stays itself on a light screen", () => {
  expect(derivePalettes("#00695c").light.brand).toBe("#00695c");
});

test("contrast is measured as WCAG does", () => {
  expect(computeContrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(computeContrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
