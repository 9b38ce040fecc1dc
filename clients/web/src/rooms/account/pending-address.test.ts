import { expect, test } from "vitest";

import { isWaiting } from "./pending-address";

const DAY_MS = 86_400_000;
const pending = { email: "New@school.example", at: 0 };

test("an address waits until it has become the person's", () => {
  expect(isWaiting(pending, "old@school.example", DAY_MS)).toBe(true);
  expect(isWaiting(pending, "new@school.example", DAY_MS)).toBe(false);
});

test("an address waits no longer than its link works", () => {
  expect(isWaiting(pending, "old@school.example", 3 * DAY_MS)).toBe(false);
});
