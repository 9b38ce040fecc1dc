import { expect, test } from "vitest";

import { buildRecord, EMPTY_DRAFT } from "./record";

test("hours and minutes are sent as seconds, an empty field is none", () => {
  expect(buildRecord("e", { ...EMPTY_DRAFT, hours: "1", minutes: "25" }).time).toBe(5100);
  expect(buildRecord("e", { ...EMPTY_DRAFT, hours: "", minutes: "50" }).time).toBe(3000);
});

test("of the kinds of flight time only those that were entered are sent, as seconds", () => {
  const times = { dual: "60", night: "0", solo: "" };
  expect(buildRecord("e", { ...EMPTY_DRAFT, times }).times).toEqual({ dual: 3600 });
});
