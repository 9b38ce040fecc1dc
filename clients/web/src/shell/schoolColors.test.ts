import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { computeContrast, derivePalettes } from "./schoolColors";

const [LIGHT_RULES = "", DARK_RULES = ""] = readFileSync("src/styles/base.css", "utf8").split(
  "prefers-color-scheme: dark",
);
const SURFACES = ["paper", "surface", "surface-2"];
const LIGHT = SURFACES.map((name) => readColor(LIGHT_RULES, name));
const DARK = SURFACES.map((name) => readColor(DARK_RULES, name));
// The ink on buttons.
const INK = { light: readColor(LIGHT_RULES, "brand-ink"), dark: readColor(DARK_RULES, "brand-ink") };

function readColor(rules: string, name: string): string {
  const color = new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(rules)?.[1];
  if (!color) throw new Error(`base.css has no --${name}.`);
  return color;
}

test.each(["#1255a6", "#767676", "#000000", "#b3261e", "#00695c", "#5b2a86", "#0000ff", "#8a4b00"])(
  "texts in %s are readable on every surface, and the ink on it",
  (color) => {
    const { light, dark } = derivePalettes(color);
    for (const background of [...LIGHT, light.soft, INK.light])
      expect(computeContrast(light.brand, background)).toBeGreaterThanOrEqual(4.5);
    for (const background of [...DARK, dark.soft, INK.dark])
      expect(computeContrast(dark.brand, background)).toBeGreaterThanOrEqual(4.5);
    expect(computeContrast(light.soft, readColor(LIGHT_RULES, "ink"))).toBeGreaterThanOrEqual(4.5);
    expect(computeContrast(dark.soft, readColor(DARK_RULES, "ink"))).toBeGreaterThanOrEqual(4.5);
  },
);

test("a dark colour stays itself on a light screen", () => {
  expect(derivePalettes("#00695c").light.brand).toBe("#00695c");
});

test("contrast is measured as WCAG does", () => {
  expect(computeContrast("#000000", "#ffffff")).toBeCloseTo(21);
  expect(computeContrast("#767676", "#ffffff")).toBeCloseTo(4.54, 2);
});
