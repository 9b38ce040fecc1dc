type Module = { default: Record<string, string> };

/** Namespace → texts, of the catalogues of one language: `…/exam/texts/en.json` is the namespace `exam`. */
export function collectTexts(modules: Record<string, Module>): Record<string, Record<string, string>> {
  const entries = Object.entries(modules).map(
    ([path, module]) => [path.split("/").at(-3)!, module.default] as const,
  );
  return Object.fromEntries(entries);
}
