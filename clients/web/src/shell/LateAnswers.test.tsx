import { cleanup, render, screen } from "@testing-library/preact";
import { LocationProvider } from "preact-iso";
import { afterEach, beforeEach, expect, test } from "vitest";

import { type OutboxEntry, outbox } from "@/base/store/outbox";
import { startTexts } from "@/base/texts/translate";

import { LateAnswers } from "./LateAnswers";

const WAITING: OutboxEntry = {
  topic: "exam:one",
  slot: "q1",
  path: "/trainings/exams/answer.json",
  body: {},
  key: "1",
  createdAt: 0,
  state: "waiting",
};
const LATE: OutboxEntry = { ...WAITING, state: "refused", status: 409 };

function show(path: string, ...entries: OutboxEntry[]): string {
  history.replaceState(null, "", path);
  outbox.value = entries;
  const { container } = render(
    <LocationProvider scope="/app/">
      <LateAnswers />
    </LocationProvider>,
  );
  return container.textContent;
}

beforeEach(startTexts);
afterEach(cleanup);

test("late answers are named on any screen, with a link to the result", () => {
  const text = show("/app/trainings/lessons/view/wind/e", LATE, { ...LATE, slot: "q2" }, WAITING);
  expect(text).toContain(
    "2 answers reached the server after their exam had ended, and are not part of the result.",
  );
  expect(screen.getByRole("link").getAttribute("href")).toBe("/app/trainings/exams/view/one");
});

test("what the person has to decide leads to the paper", () => {
  const text = show("/app/", { ...WAITING, state: "held" });
  expect(text).toContain("1 answer of an exam was saved differently on another device.");
  expect(screen.getByRole("link").getAttribute("href")).toBe("/app/trainings/exams/do/one");
});

test("the exam's own screens say it themselves, and those of another one do not", () => {
  expect(show("/app/trainings/exams/view/one", LATE)).toBe("");
  expect(show("/app/trainings/exams/view/two", LATE)).not.toBe("");
});

test("what waits, and what belongs to something else, is not named here", () => {
  expect(show("/app/", WAITING, { ...LATE, topic: "lesson:wind:e" })).toBe("");
});
