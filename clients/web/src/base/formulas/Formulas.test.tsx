import { render, waitFor } from "@testing-library/preact";
import { expect, test } from "vitest";

import { Formulas } from "./Formulas";
import { renderFormula } from "./katex";
import { splitFormulas } from "./split";

test("formulas become MathML between the text around them", async () => {
  const { container } = render(<Formulas text={String.raw`Lift \(L\) in N`} />);
  await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
  expect(container.textContent).toContain("Lift ");
});

test("a formula that cannot be drawn stays as it was written", async () => {
  const { container } = render(<Formulas text={String.raw`\(\frac{1\) and \(y\)`} />);
  await waitFor(() => expect(container.querySelector("math")).not.toBeNull());
  expect(container.textContent).toContain(String.raw`\(\frac{1\) and `);
});

test("no formula has a style attribute, which the content security policy would refuse", () => {
  const formulas = [String.raw`\(\fcolorbox{red}{white}{a}\)`, String.raw`\(\pmb{x} + \boxed{y}\)`];
  const drawn = formulas.map((text) => renderFormula(splitFormulas(text)[0] as never)!);
  expect(drawn.map((node) => node.querySelector("math") !== null)).toEqual([true, true]);
  expect(drawn.flatMap((node) => [...node.querySelectorAll("[style]")])).toEqual([]);
});
