// Writes that must not be lost: each is stored first, then sent in order, and deleted once the server has it. One tab
// sends at a time. What the server refuses stays, with its reason, until the person has seen it.
import { computed, type ReadonlySignal } from "@preact/signals";

import { onConnection } from "@/base/api/connection";
import { session } from "@/base/session/session";

import type { OutboxEntry, Write } from "./outbox-entry";
import { noteMade, send, sendAnew } from "./outbox-queue";
import { announceChange, loadOutbox, outbox } from "./outbox-state";
import { addEntry, addVolatile, removeEntries, updateEntry } from "./outbox-storage";

export { send } from "./outbox-queue";
export { onDelivery, outbox, trouble } from "./outbox-state";
export type { OutboxEntry };

/** The entries of one topic, as a signal. */
export function watchTopic(topic: string): ReadonlySignal<OutboxEntry[]> {
  return computed(() => outbox.value.filter((entry) => entry.topic === topic));
}

/**
 * Stores a write and starts to send. Resolves when it is stored; raises where nothing can be stored, unless the write
 * `mayBeVolatile`. It takes the place of an earlier write of its slot that is not sent yet. `facts` are kept with it, both
 * or neither: what was sent must not be left as a fact that will be sent.
 */
export async function enqueue(
  { mayBeVolatile = false, ...write }: Write,
  facts: Record<string, unknown> = {},
): Promise<OutboxEntry> {
  const userId = getUserId();
  const entry = buildEntry(write);
  const added = await addEntry(userId, entry, facts).catch(async (error: unknown) => {
    if (!mayBeVolatile) throw error;
    await loadOutbox();
    return addVolatile(userId, entry, outbox.value);
  });
  noteMade(added);
  await announceChange(userId);
  void send();
  return added;
}

function buildEntry(write: Omit<Write, "mayBeVolatile">): OutboxEntry {
  const key = crypto.randomUUID();
  return { ...write, slot: write.slot, key, createdAt: Date.now(), state: "waiting" };
}

function getUserId(): string {
  if (!session.value) throw new Error("Nobody is logged in.");
  return session.value.userId;
}

/** Deletes entries, such as refused ones that the person has seen. */
export async function discardEntries(entries: OutboxEntry[]): Promise<void> {
  const userId = getUserId();
  await removeEntries(userId, entries);
  await announceChange(userId);
}

/** Sends a held entry after all: the person has seen what the server has instead, and wants theirs. */
export async function releaseEntry({ found, ...entry }: OutboxEntry): Promise<void> {
  const userId = getUserId();
  // A new key: under the old one the server may have taken it before, and would do nothing now.
  const { key, createdAt, state } = buildEntry(entry);
  const released: OutboxEntry = { ...entry, key, createdAt, state, base: found, isTried: false };
  await updateEntry(userId, released);
  noteMade(released);
  await announceChange(userId);
  void send();
}

/** Reads what is stored, and sends it; after login and at the start. */
export async function startOutbox(): Promise<() => void> {
  await loadOutbox();
  void send();
  return onConnection(sendAnew);
}
