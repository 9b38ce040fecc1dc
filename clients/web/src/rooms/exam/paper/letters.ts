const LETTERS = "ABCDEFGHIJ";

/** The letter of an option, by its place. */
export function getLetter(index: number): string {
  return LETTERS[index] ?? String(index + 1);
}

/** The place that a key chooses: letters as shown, or digits from 1; undefined for every other key. */
export function getChosenPlace(key: string): number | undefined {
  if (key.length !== 1) return undefined;
  const letter = LETTERS.indexOf(key.toUpperCase());
  if (letter >= 0) return letter;
  return /[1-9]/.test(key) ? Number(key) - 1 : undefined;
}
