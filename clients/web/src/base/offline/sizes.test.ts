import { expect, test } from "vitest";

import { formatSize } from "./sizes";

test("sizes are written in the unit that people know", () => {
  expect([0, 300, 299_600, 4_230_000, 42_000_000, 2_500_000_000].map(formatSize)).toEqual([
    "0 kB",
    "1 kB",
    "300 kB",
    "4.2 MB",
    "42 MB",
    "2.5 GB",
  ]);
});
