import "./formulas.css";

import { useLayoutEffect, useRef } from "preact/hooks";

import { drawFormula } from "./draw";
import { type Formula, splitFormulas } from "./split";

/** Plain text of the API with its formulas drawn and its line breaks kept. What cannot be drawn stays as TeX. */
export function Formulas({ text }: { text: string }) {
  return (
    <span class="formulas">
      {splitFormulas(text).map((piece, index) =>
        typeof piece === "string" ? piece : <DrawnFormula key={`${index} ${piece.source}`} formula={piece} />,
      )}
    </span>
  );
}

function DrawnFormula({ formula }: { formula: Formula }) {
  const host = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const place = host.current!;
    place.textContent = formula.source;
    void drawFormula(formula).then((drawn) => drawn && place.replaceChildren(drawn));
  }, []);
  return <span ref={host} class={formula.isDisplayed ? "formula-block" : undefined} />;
}
