// The part of the app that holds KaTeX, loaded when the first formula is drawn. It draws MathML, which browsers lay out
// with fonts and styles of their own.
import katex, { type KatexOptions } from "katex";

import type { Formula } from "./split";

/** What KaTeX builds before it makes elements of it. */
interface TreeNode {
  attributes?: Record<string, string>;
  children?: TreeNode[];
  toNode(): Element;
}

interface KatexTree {
  __renderToDomTree(tex: string, options: KatexOptions): TreeNode;
}

const OPTIONS: KatexOptions = {
  output: "mathml",
  throwOnError: true,
  strict: "ignore",
  trust: false,
  maxSize: 30,
};

/** The formula as an element, or undefined where KaTeX does not know what the TeX says. */
export function renderFormula({ tex, isDisplayed }: Formula): Element | undefined {
  try {
    const tree = (katex as unknown as KatexTree).__renderToDomTree(tex, {
      ...OPTIONS,
      displayMode: isDisplayed,
    });
    removeStyles(tree);
    return tree.toNode();
  } catch {
    return undefined;
  }
}

/** The content security policy forbids style attributes; MathML has them for shadows and frames alone. */
function removeStyles(node: TreeNode): void {
  if (node.attributes) delete node.attributes["style"];
  for (const child of node.children ?? []) removeStyles(child);
}
