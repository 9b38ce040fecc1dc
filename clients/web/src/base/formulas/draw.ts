import type { Formula } from "./split";

/** A formula as MathML, or undefined if it cannot be drawn: it is wrong, or KaTeX cannot be loaded without a connection. */
export async function drawFormula(formula: Formula): Promise<Element | undefined> {
  const part = await import("./katex").catch(() => undefined);
  return part?.renderFormula(formula);
}
