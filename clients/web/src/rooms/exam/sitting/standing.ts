// How each question stands: what is chosen, and whether the server has it. One place decides what is called saved.
import type { Answers, Paper } from "@/base/exam/paper";
import { getOption } from "@/base/exam/rules";
import type { OutboxEntry } from "@/base/store/outbox-entry";

/**
 * - `saved`: the server has exactly this choice, as far as it was heard last
 * - `saving`: on its way
 * - `waits`: stored on this device, until the server can be reached
 * - `unstored`: waits too, but this device could not store it
 * - `refused`: the server did not take it
 * - `held`: the server has another choice, made elsewhere; the person decides
 */
export type SavingState = "none" | "saved" | "saving" | "waits" | "unstored" | "refused" | "held";

export interface Standing {
  id: string;
  /** The number on the paper, from 1. */
  number: number;
  chosen: string | null;
  /** What the server has. */
  saved: string | null;
  state: SavingState;
  /** The write that is not delivered. */
  entry: OutboxEntry | undefined;
  isFlagged: boolean;
}

export interface Situation {
  /** What the server has, as far as this device knows. */
  saved: Answers;
  /** What is being stored on this device at this moment. */
  picked: Record<string, string>;
  entries: OutboxEntry[];
  /** Whether something keeps the entries from being sent. */
  isStuck: boolean;
  flagged: string[];
}

/** The standing of every question, in the order of the paper. */
export function listStandings(paper: Paper, situation: Situation): Standing[] {
  return paper.ExamAttemptDetail.map(({ id }, index) => buildStanding(id, index + 1, situation));
}

function buildStanding(id: string, number: number, situation: Situation): Standing {
  const saved = situation.saved[id] ?? null;
  const entry = situation.entries.findLast(({ slot }) => slot === id);
  const picked = situation.picked[id];
  const isFlagged = situation.flagged.includes(id);
  if (picked !== undefined) return { id, number, chosen: picked, saved, state: "saving", entry, isFlagged };
  const state = getState(entry, saved, situation.isStuck);
  // What was refused is not what counts: the paper shows what the server has.
  const chosen = !entry || state === "refused" ? saved : getOption(entry);
  return { id, number, chosen, saved, state, entry, isFlagged };
}

function getState(entry: OutboxEntry | undefined, saved: string | null, isStuck: boolean): SavingState {
  if (!entry) return saved === null ? "none" : "saved";
  if (entry.state !== "waiting") return entry.state;
  if (!isStuck) return "saving";
  return entry.isVolatile ? "unstored" : "waits";
}

/** Whether a choice still has to reach the server. */
export function isUnsent({ state }: Standing): boolean {
  return state === "saving" || state === "waits" || state === "unstored";
}

export function countAnswered(standings: Standing[]): number {
  return standings.filter(({ chosen }) => chosen !== null).length;
}
