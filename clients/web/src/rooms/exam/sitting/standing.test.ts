import { expect, test } from "vitest";

import type { Paper } from "@/base/exam/paper";
import type { OutboxEntry } from "@/base/store/outbox-entry";

import { countAnswered, listStandings, type Situation } from "./standing";

const PAPER = { ExamAttemptDetail: [{ id: "q1" }, { id: "q2" }] } as unknown as Paper;
const EMPTY: Situation = { saved: {}, picked: {}, entries: [], isStuck: false, flagged: [] };

function buildEntry(option: string, extra: Partial<OutboxEntry> = {}): OutboxEntry {
  return {
    topic: "exam:1",
    slot: "q1",
    path: "",
    body: { attemptDetailId: "q1", questionOptionId: option },
    key: "",
    createdAt: 0,
    state: "waiting",
    ...extra,
  };
}

function getFirst(situation: Partial<Situation>) {
  const { chosen, state } = listStandings(PAPER, { ...EMPTY, ...situation })[0]!;
  return [chosen, state];
}

test("saved is what the server has, and nothing else", () => {
  expect(getFirst({ saved: { q1: "a" } })).toEqual(["a", "saved"]);
  expect(getFirst({})).toEqual([null, "none"]);
  expect(getFirst({ saved: { q1: "a" }, entries: [buildEntry("b")] })).toEqual(["b", "saving"]);
  expect(getFirst({ saved: { q1: "a" }, entries: [buildEntry("a")] })).toEqual(["a", "saving"]);
});

test("what waits says whether it is stored on this device", () => {
  expect(getFirst({ entries: [buildEntry("b")], isStuck: true })).toEqual(["b", "waits"]);
  const entries = [buildEntry("b", { isVolatile: true })];
  expect(getFirst({ entries, isStuck: true })).toEqual(["b", "unstored"]);
});

test("the latest choice of a question counts", () => {
  expect(getFirst({ entries: [buildEntry("a", { isTried: true }), buildEntry("b")] })).toEqual([
    "b",
    "saving",
  ]);
  expect(getFirst({ entries: [buildEntry("a")], picked: { q1: "c" } })).toEqual(["c", "saving"]);
});

test("a refused choice is not shown as the answer", () => {
  const entries = [buildEntry("b", { state: "refused", status: 409 })];
  expect(getFirst({ saved: { q1: "a" }, entries })).toEqual(["a", "refused"]);
});

test("a held choice stays chosen until the person decides", () => {
  const entries = [buildEntry("b", { state: "held", found: "x" })];
  expect(getFirst({ saved: { q1: "x" }, entries })).toEqual(["b", "held"]);
});

test("questions with a choice are answered", () => {
  const standings = listStandings(PAPER, { ...EMPTY, saved: { q1: "a", q2: null }, flagged: ["q2"] });
  expect([countAnswered(standings), standings.map(({ isFlagged }) => isFlagged)]).toEqual([1, [false, true]]);
});
