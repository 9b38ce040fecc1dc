// Finds formulas in text: TeX between `\(…\)` (inline) or `\[…\]` (displayed), as docs/client.md says of questions,
// options and slides.

export interface Formula {
  tex: string;
  /** On a line of its own. */
  isDisplayed: boolean;
  /** As it was written, delimiters included: what is shown if it cannot be drawn. */
  source: string;
}

const FORMULA = /\\\((.+?)\\\)|\\\[(.+?)\\\]/gs;

/** Whether `text` contains a formula, so that KaTeX is needed. */
export function hasFormula(text: string): boolean {
  return text.search(FORMULA) >= 0;
}

/** `text` in pieces, formulas apart from what stands between them. */
export function splitFormulas(text: string): (string | Formula)[] {
  const pieces: (string | Formula)[] = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    if (match.index > end) pieces.push(text.slice(end, match.index));
    const [source, inline, displayed] = match;
    pieces.push({ tex: (inline ?? displayed)!, isDisplayed: inline === undefined, source });
    end = match.index + source.length;
  }
  if (end < text.length) pieces.push(text.slice(end));
  return pieces;
}
