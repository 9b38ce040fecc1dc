// Sends the marks of a class: reads what is recorded now, compares, sends what nobody else has changed, and keeps the rest
// for the person to decide. A mark never waits in a queue that would send it later without a comparison.
import { signal } from "@preact/signals";

import { isConnected, onConnection } from "@/base/api/connection";
import { ApiError, isNotFound, isTemporary } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { withLock } from "@/base/store/locks";
import { sendWrite } from "@/base/store/outbox-sender";

import { type Draft, hasUnsent, listMoves, type Refusal, readFacts } from "./draft";
import { drafts, editDraft, loadDrafts, readDraft } from "./drafts";
import type { Recorded } from "./marks";
import { type Comparison, compareMarks, confirmSent, dropMarks, noteTried, type Sendable } from "./merge";
import { listReadingKeys, readFreshClass, readFreshEvaluations } from "./reads";
import { buildRequests, type ClassView, listRated, type MarkRequest, readRecorded } from "./state";

/** Why no mark of a class can be sent: it is gone, was signed, was moved, or is not open for recording. */
export type Block = "gone" | "signed" | "moved" | "closed";

/** What the last try to send the marks of a class has shown. */
export interface Report {
  phase: "sending" | "done" | "unreachable" | "failed";
  block?: Block;
  comparison?: Comparison;
  /** The class as it was read. */
  view?: ClassView;
  error?: unknown;
}

/** By class id, of the classes that had marks to send since the app was started. */
export const reports = signal<Record<string, Report>>({});

const SOON_MS = 350;
const RETRY_MS = 15_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

/** Sends the marks of a class soon: what is done in the same moment goes together. */
export function sendSoon(classId: string, delay = SOON_MS): void {
  forgetTimer(classId);
  timers.set(
    classId,
    setTimeout(() => void sendMarks(classId), delay),
  );
}

function forgetTimer(classId: string): void {
  clearTimeout(timers.get(classId));
  timers.delete(classId);
}

/** Sends all marks on the device, now and whenever the connection is back. The shell does so whatever screen is shown. */
export function startSending(): () => void {
  void sendAll();
  return onConnection(() => void sendAll());
}

/** Whether marks are not being sent, and are not about to be: typing goes on, and a failing try is not repeated at once. */
function isDue(classId: string): boolean {
  const phase = reports.value[classId]?.phase;
  if (phase === "unreachable") return true; // planned for much later
  return phase !== "sending" && !timers.has(classId);
}

/** Sends all marks on the device, those of an earlier visit too. */
async function sendAll(): Promise<void> {
  await loadDrafts();
  for (const classId of Object.keys(drafts.value)) if (isDue(classId)) sendSoon(classId);
}

/** Tries to send the marks of a class. Resolves with what it showed; undefined if there is nothing to send. */
export async function sendMarks(classId: string): Promise<Report | undefined> {
  forgetTimer(classId);
  const report = await withLock(`downwind-send:${classId}`, () => tryToSend(classId));
  if (report?.phase === "unreachable") sendSoon(classId, RETRY_MS);
  return report;
}

async function tryToSend(classId: string): Promise<Report | undefined> {
  const draft = await readDraft(classId);
  if (!draft) return note(classId, undefined);
  note(classId, { ...reports.value[classId], phase: "sending" });
  try {
    return note(classId, await compareAndSend(draft));
  } catch (error) {
    const phase = isTemporary(error) ? "unreachable" : "failed";
    return note(classId, { ...reports.value[classId], phase, error });
  }
}

function note(classId: string, report: Report | undefined): Report | undefined {
  const { [classId]: _, ...rest } = reports.value;
  reports.value = report ? { ...rest, [classId]: report } : rest;
  return report;
}

async function compareAndSend(draft: Draft): Promise<Report> {
  const view = await readFreshClass(draft.classId).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (!view) return { phase: "done", block: "gone" };
  const recorded = await readNow(draft, view);
  const comparison = compareMarks(draft.marks, recorded);
  const block = findBlock(draft, view);
  if (block && hasUnsentBesides(draft, comparison)) return { phase: "done", block, view, comparison };
  const left = block ? [] : await sendFree(draft, comparison.send, recorded);
  await settle(draft, left.length < comparison.send.length ? undefined : recorded);
  return { phase: "done", view, comparison: { ...comparison, send: left } };
}

/** Whether anything would be lost if the marks that are recorded already were dropped. */
function hasUnsentBesides(draft: Draft, { settled }: Comparison): boolean {
  return hasUnsent({ ...draft, marks: dropMarks(draft.marks, settled) });
}

function findBlock(draft: Draft, view: ClassView): Block | undefined {
  if (view.class.LessonClass.status === "closed") return "signed";
  if (listMoves(draft.facts, readFacts(view)).length > 0) return "moved";
  return view.editable ? undefined : "closed";
}

/** What is recorded of the class, with the ratings of the students where marks change some. */
async function readNow(draft: Draft, view: ClassView): Promise<Recorded> {
  const present = new Set(view.attendances.map((row) => row.User.id));
  const rated = listRated(draft.marks).filter((user) => present.has(user));
  return readRecorded(view, await readFreshEvaluations(draft.classId, rated));
}

/** Sends marks, without those of students whose marks were refused before. Returns what is left. */
async function sendFree(draft: Draft, free: Sendable[], recorded: Recorded): Promise<Sendable[]> {
  const refused = new Set(Object.keys(draft.refusals));
  const send = free.filter(({ user }) => !refused.has(user));
  for (const request of buildRequests(draft.classId, send, recorded)) {
    if (request.sent.some(({ user }) => refused.has(user))) continue;
    await editDraft(draft.classId, (stored) => stored && noteSending(stored, request, recorded));
    for (const user of await sendRequest(draft.classId, request)) refused.add(user);
  }
  return free.filter(({ user }) => refused.has(user));
}

function noteSending(draft: Draft, { sent }: MarkRequest, recorded: Recorded): Draft {
  return { ...draft, marks: noteTried(draft.marks, sent, recorded) };
}

/** Sends one request. Returns the students whose marks were refused. */
async function sendRequest(classId: string, request: MarkRequest): Promise<string[]> {
  try {
    await sendWrite({
      topic: `class:${classId}`,
      slot: undefined,
      path: request.path,
      body: request.body,
      key: crypto.randomUUID(),
      createdAt: Date.now(),
      state: "waiting",
    });
  } catch (error) {
    if (!(error instanceof ApiError) || isTemporary(error) || error.status === 401) throw error;
    return keepRefusals(classId, request, error);
  }
  await editDraft(classId, (draft) => draft && { ...draft, marks: confirmSent(draft.marks, request.sent) });
  return [];
}

async function keepRefusals(classId: string, { sent }: MarkRequest, error: ApiError): Promise<string[]> {
  const refusals = listRefusals([...new Set(sent.map(({ user }) => user))], error);
  await editDraft(classId, (draft) => draft && { ...draft, refusals: { ...draft.refusals, ...refusals } });
  // Others in the same request were refused with them; they go again without them.
  if (Object.keys(refusals).length < new Set(sent.map(({ user }) => user)).size) sendSoon(classId);
  return sent.map(({ user }) => user);
}

/** Whose marks were refused, and why: those that the errors name, else all of the request. */
export function listRefusals(users: string[], error: ApiError): Record<string, Refusal> {
  const named = users.flatMap((user) => {
    const texts = Object.entries(error.errors).filter(([field]) =>
      field.startsWith("attendance.") ? field.split(".")[1] === user : true,
    );
    const message = texts.map(([, [text]]) => text).join(" ");
    return texts.length > 0 ? [[user, { status: error.status, message }] as const] : [];
  });
  if (named.length > 0) return Object.fromEntries(named);
  return Object.fromEntries(users.map((user) => [user, { status: error.status, message: error.message }]));
}

/**
 * Reads the class again, for the screens and the copy on the device, unless nothing was sent since `recorded`; then forgets
 * the marks that are recorded.
 */
async function settle(draft: Draft, recorded: Recorded | undefined): Promise<void> {
  const now = recorded ?? (await readNow(draft, await readFreshClass(draft.classId)));
  await invalidate(...listReadingKeys(draft.classId));
  // The screens show what was recorded before: the marks stay over it, until it can be read.
  if (!isConnected.value) return sendSoon(draft.classId, RETRY_MS);
  await editDraft(draft.classId, (stored) => {
    if (!stored) return undefined;
    const marks = dropMarks(stored.marks, compareMarks(stored.marks, now).settled);
    return Object.keys(marks).length > 0 ? { ...stored, marks } : undefined;
  });
}
