import { cleanup, render, screen } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { schoolZone } from "@/base/session/person";
import { startTexts } from "@/base/texts/translate";

import { type Access, AccessNotice, findNextChange, useWindowChange } from "./Access";

const window = { class_id: "c", opens: "2026-03-18 10:00:00", closes: "2026-03-28 10:00:00" };
const NO_CLASS: Access = { state: "NO_CLASS", class_id: null, opens: null, closes: null };

beforeEach(async () => {
  schoolZone.value = "Pacific/Auckland";
  await startTexts();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test.each([
  ["OPEN", "You can take this exam now.", "To be started before: "],
  ["UPCOMING", "This exam opens when your class begins.", "Opens: "],
  ["CLOSED", "The time for this exam is over.", "Could be started before: "],
] as const)("an access that is %s says so, with its dates in the school's zone", (state, sentence, label) => {
  const { container } = render(<AccessNotice access={{ state, ...window }} />);

  expect(screen.getByText(sentence)).toBeDefined();
  expect(container.textContent).toContain(label);
  const closing = [...container.querySelectorAll("time")].at(-1);
  expect(closing?.getAttribute("datetime")).toBe("2026-03-28T10:00:00.000Z");
  expect(closing?.textContent).toMatch(/28.*(11:00 PM|23:00)/); // in Auckland
  expect(screen.getByText("To the class").getAttribute("href")).toBe("/app/trainings/onsite/class/c");
});

test("a signed class and none at all are told in words", () => {
  render(<AccessNotice access={{ state: "SIGNED", ...window }} />);
  render(<AccessNotice access={NO_CLASS} />);

  expect(screen.getByText("Your class has been signed: this exam can no longer be started.")).toBeDefined();
  expect(screen.getByText(/^You are not on the roster of a class for this exam/)).toBeDefined();
});

test.each([
  ["UPCOMING", window.opens],
  ["OPEN", window.closes],
  ["CLOSED", undefined],
  ["SIGNED", undefined],
] as const)("an access that is %s changes by itself at %s", (state, moment) => {
  expect(findNextChange({ state, ...window })).toBe(moment);
});

test("without a class nothing changes by itself", () => {
  expect(findNextChange(NO_CLASS)).toBeUndefined();
  expect(findNextChange(null)).toBeUndefined();
});

test("a page that waits for the class is read again when it begins", () => {
  vi.useFakeTimers({ now: new Date("2026-03-18T09:59:00Z") });
  const reload = vi.fn(async () => undefined);
  function Waiting() {
    useWindowChange({ state: "UPCOMING", ...window }, reload);
    return null;
  }
  render(<Waiting />);

  vi.advanceTimersByTime(59_000);
  expect(reload).not.toHaveBeenCalled();
  vi.advanceTimersByTime(3_000);
  expect(reload).toHaveBeenCalledTimes(1);
});
