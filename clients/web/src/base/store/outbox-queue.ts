// Sends what waits: in order, one tab at a time, again after a pause where the server cannot be reached or is busy. What
// the server has failed on goes behind the rest of its topic, so that it never holds up all others.
import { ApiError, isTemporary } from "@/base/api/errors";
import { session } from "@/base/session/session";

import type { OutboxEntry } from "./outbox-entry";
import { findRules } from "./outbox-rules";
import { type Delivery, sendWrite } from "./outbox-sender";
import {
  announceChange,
  announceDelivery,
  loadOutbox,
  outbox,
  setTrouble,
  type Trouble,
} from "./outbox-state";
import { claimEntry, isSameSlot, removeEntries, updateEntry } from "./outbox-storage";

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 15_000;
/** An entry that is sent sooner than this after it was made needs no look at what the server has. */
const FRESH_FOR_MS = 10_000;
/** A request without a response after this time is shown as a lost connection, though one may still come. */
const HANGS_AFTER_MS = 6_000;

/** When entries were made in this page, by `performance.now()`; forgotten when sending fails. */
const made = new Map<number, number>();
/** How often the server has failed on an entry in this page. */
const failures = new Map<number, number>();
let pause = FIRST_PAUSE_MS;
let timer: ReturnType<typeof setTimeout> | undefined;
let running: Promise<void> | undefined;
let isAskedAgain = false;

/** One pass over what waits. `stuck`: topics whose order would be broken by going on. */
interface Round {
  userId: string;
  stuck: Set<string>;
  checked: Set<string>;
  retryAfter: number | undefined;
  trouble: Trouble | undefined;
}

/** Notes that the person has just made this entry, here. */
export function noteMade(entry: OutboxEntry): void {
  made.set(entry.id!, performance.now());
}

/** Sends everything that waits. Resolves when nothing is left that could be sent now. */
export function send(): Promise<void> {
  isAskedAgain = true;
  running ??= run().finally(() => {
    running = undefined;
    return isAskedAgain ? send() : undefined; // asked between the last look and now
  });
  return running;
}

async function run(): Promise<void> {
  try {
    await navigator.locks.request("downwind-outbox", async () => {
      while (isAskedAgain) {
        isAskedAgain = false;
        await sendWaiting();
      }
    });
  } catch (error) {
    reportError(error);
    scheduleRetry();
  }
}

async function sendWaiting(): Promise<void> {
  clearTimeout(timer);
  await loadOutbox(); // another tab may have sent some
  const userId = session.value?.userId;
  if (userId === undefined) return; // after the login, `startOutbox` goes on
  const round: Round = {
    userId,
    stuck: new Set(),
    checked: new Set(),
    retryAfter: undefined,
    trouble: undefined,
  };
  for (const entry of sortByFailures(outbox.value.filter(isWaiting))) {
    if (round.stuck.has(entry.topic)) continue;
    if (!(await tryEntry(entry, round))) break;
  }
  endRound(round);
}

/**
 * Entries on which the server has failed less often come first. Those of one slot stay together and in order, and so do
 * those of a topic without slots.
 */
function sortByFailures(entries: OutboxEntry[]): OutboxEntry[] {
  const counts = new Map<string, number>();
  for (const entry of entries) {
    const count = failures.get(entry.id!) ?? 0;
    counts.set(nameOrder(entry), Math.max(counts.get(nameOrder(entry)) ?? 0, count));
  }
  return entries.toSorted((one, other) => counts.get(nameOrder(one))! - counts.get(nameOrder(other))!);
}

/** Entries of the same name are sent in the order in which they were made. */
function nameOrder({ topic, slot }: OutboxEntry): string {
  return JSON.stringify([topic, slot]);
}

function endRound({ userId, trouble, retryAfter }: Round): void {
  if (userId !== session.value?.userId) return;
  setTrouble(userId, trouble);
  if (trouble) scheduleRetry(retryAfter);
  else pause = FIRST_PAUSE_MS;
}

/** Whether the round goes on. */
async function tryEntry(entry: OutboxEntry, round: Round): Promise<boolean> {
  try {
    await checkTopic(entry, round);
    await deliver(entry, round);
    return true;
  } catch (error) {
    return handleFailure(entry, error, round);
  }
}

/** Before an entry that has waited is sent: holds back those of its topic that would overwrite something newer. */
async function checkTopic(entry: OutboxEntry, round: Round): Promise<void> {
  const rules = findRules(entry.topic);
  if (!rules || isFresh(entry) || round.checked.has(entry.topic)) return;
  const waiting = outbox.value.filter((other) => other.topic === entry.topic && isWaiting(other));
  const conflicts = await rules.findConflicts(entry.topic, waiting);
  round.checked.add(entry.topic);
  for (const { entry: held, found } of conflicts) {
    await removeEntries(round.userId, listOlder(held)); // the latest choice is the one to decide about
    await updateEntry(round.userId, { ...held, state: "held", found });
  }
  if (conflicts.length > 0) await announceChange(round.userId);
}

function isFresh(entry: OutboxEntry): boolean {
  const madeAt = made.get(entry.id!);
  return madeAt !== undefined && performance.now() - madeAt < FRESH_FOR_MS;
}

async function deliver(entry: OutboxEntry, round: Round): Promise<void> {
  if (session.value?.userId !== round.userId) return;
  const claimed = await claimEntry(round.userId, entry);
  if (!claimed) return;
  const delivery = await sendPatiently(claimed, round);
  await findRules(claimed.topic)?.noteDelivery(claimed);
  announceDelivery(round.userId, claimed, delivery);
  await forget([claimed, ...listOlder(claimed)], round.userId);
}

/** While a request hangs, what waits is no longer shown as being sent. */
async function sendPatiently(entry: OutboxEntry, { userId }: Round): Promise<Delivery> {
  const hangs = setTimeout(() => setTrouble(userId, "unreachable"), HANGS_AFTER_MS);
  try {
    return await sendWrite(entry);
  } finally {
    clearTimeout(hangs);
  }
}

async function forget(entries: OutboxEntry[], userId: string): Promise<void> {
  outbox.value = outbox.value.filter(({ id }) => !entries.some((entry) => entry.id === id));
  for (const { id } of entries) {
    made.delete(id!);
    failures.delete(id!);
  }
  // What cannot be deleted is sent again with the same key, which changes nothing.
  await removeEntries(userId, entries).catch(() => undefined);
  await announceChange(userId);
}

/** Entries of the same slot that were made before. */
function listOlder(entry: OutboxEntry): OutboxEntry[] {
  return outbox.value.filter((other) => isSameSlot(other, entry) && other.id! < entry.id!);
}

/** What a failed request means for its entry. Returns whether the round goes on. */
async function handleFailure(entry: OutboxEntry, error: unknown, round: Round): Promise<boolean> {
  if (session.value?.userId !== round.userId) return false;
  if (error instanceof ApiError && !isTemporary(error) && error.status !== 401) {
    await refuse(entry, error, round);
    return true;
  }
  made.clear(); // from here on time passes in which other devices may go ahead
  round.trouble = error instanceof ApiError ? "busy" : "unreachable";
  round.retryAfter = error instanceof ApiError ? error.retryAfter : undefined;
  round.stuck.add(entry.topic);
  if (error instanceof ApiError) failures.set(entry.id!, (failures.get(entry.id!) ?? 0) + 1);
  const isForAll = round.trouble === "unreachable" || [401, 429].includes((error as ApiError).status);
  return !isForAll;
}

async function refuse(entry: OutboxEntry, error: ApiError, { userId }: Round): Promise<void> {
  const { status, message, errors } = error;
  await removeEntries(userId, listOlder(entry)).catch(() => undefined);
  await updateEntry(userId, { ...entry, isTried: true, state: "refused", status, message, errors });
  await announceChange(userId);
}

function scheduleRetry(seconds = 0): void {
  clearTimeout(timer);
  timer = setTimeout(() => void send(), Math.max(pause, seconds * 1000));
  pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
}

/**
 * The connection may be back: sends, unless that is under way, which may be what has shown it. The next failure waits for
 * a short time again.
 */
export function sendAnew(): void {
  pause = FIRST_PAUSE_MS;
  if (!running) void send();
}

function isWaiting({ state }: OutboxEntry): boolean {
  return state === "waiting";
}
