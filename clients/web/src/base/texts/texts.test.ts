import { expect, test } from "vitest";

import english from "./catalogues/en";

const sources = import.meta.glob<string>(["/src/**/*.{ts,tsx}", "!/src/**/*.test.*"], {
  query: "?raw",
  import: "default",
  eager: true,
});
const USED = /\bt\(\s*"([\w]+):([\w.]+)"/g;

test("every text that the code asks for is in the catalogue", () => {
  const missing = Object.entries(sources).flatMap(([path, source]) =>
    [...source.matchAll(USED)]
      .filter(([, namespace, key]) => !isKnown(namespace!, key!))
      .map(([, namespace, key]) => `${path}: ${namespace}:${key}`),
  );
  expect(missing).toEqual([]);
});

function isKnown(namespace: string, key: string): boolean {
  const texts = english[namespace] ?? {};
  return key in texts || `${key}_other` in texts;
}
