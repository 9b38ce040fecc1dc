import { expect, test } from "vitest";

import { hasFormula, splitFormulas } from "./split";

test("text without a formula is one piece", () => {
  expect(splitFormulas("QNH (1013 hPa) [sic]")).toEqual(["QNH (1013 hPa) [sic]"]);
  expect(hasFormula("QNH (1013 hPa) [sic]")).toBe(false);
});

test("inline and displayed formulas are cut out of the text around them", () => {
  expect(splitFormulas(String.raw`Lift is \(L\), or \[L = \frac{1}{2}\rho v^2\] per area`)).toEqual([
    "Lift is ",
    { tex: "L", isDisplayed: false, source: String.raw`\(L\)` },
    ", or ",
    {
      tex: String.raw`L = \frac{1}{2}\rho v^2`,
      isDisplayed: true,
      source: String.raw`\[L = \frac{1}{2}\rho v^2\]`,
    },
    " per area",
  ]);
});

test("a formula may go over several lines, and ends at its own delimiter", () => {
  const [first, between, second] = splitFormulas("\\[a\n+b\\] and \\(c\\)");
  expect([first, second]).toMatchObject([{ tex: "a\n+b" }, { tex: "c" }]);
  expect(between).toBe(" and ");
});

test("an opening delimiter alone is text", () => {
  expect(splitFormulas(String.raw`\( without an end`)).toEqual([String.raw`\( without an end`]);
  expect(hasFormula(String.raw`\(\)`)).toBe(false);
});

test("asking twice gives the same answer", () => {
  expect([hasFormula(String.raw`\(x\)`), hasFormula(String.raw`\(x\)`)]).toEqual([true, true]);
});
