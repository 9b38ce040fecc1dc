// What every part of the outbox shares, in this tab and with the others: the entries, what keeps them from being sent,
// and who wants to know of deliveries.
import { signal } from "@preact/signals";

import { session } from "@/base/session/session";

import type { OutboxEntry } from "./outbox-entry";
import type { Delivery } from "./outbox-sender";
import { listEntries, listVolatile } from "./outbox-storage";

/**
 * Called with each entry that the server took, in every tab, with the body of its response. `delivery` says when, and
 * whether the response is an old one.
 */
export type DeliveryListener = (entry: OutboxEntry, response: unknown, delivery: Delivery) => void;

/** Why nothing is sent at present: no response, or a server that asks to come later. */
export type Trouble = "unreachable" | "busy";

/** Every entry of the person who is logged in, in the order of sending. */
export const outbox = signal<OutboxEntry[]>([]);
/** What keeps waiting entries from being sent; undefined while they are being sent. */
export const trouble = signal<Trouble | undefined>(undefined);

const listeners = new Set<DeliveryListener>();
let owner: string | undefined;
let latestLoad = 0;

type News = { userId: string } & (
  | { kind: "changed" }
  | { kind: "trouble"; trouble: Trouble | undefined }
  | { kind: "delivered"; entry: OutboxEntry; response: unknown; isReplayed: boolean; took: number }
);

const channel = new BroadcastChannel("downwind-outbox");
channel.addEventListener("message", ({ data }: MessageEvent<News>) => {
  if (data.userId !== session.value?.userId) return;
  if (data.kind === "trouble") trouble.value = data.trouble;
  if (data.kind === "delivered") callListeners(data.entry, data.response, renewTimes(data));
  void loadOutbox();
});

/** The times of a delivery in another tab, by the clock of this one. */
function renewTimes({ response, isReplayed, took }: News & { kind: "delivered" }): Delivery {
  const receivedAt = performance.now();
  return { response, isReplayed, sentAt: receivedAt - took, receivedAt };
}

/** Reads the entries again. Where the database cannot be read, those that are known stay. */
export async function loadOutbox(): Promise<void> {
  const userId = session.value?.userId;
  if (userId !== owner) outbox.value = [];
  owner = userId;
  const load = ++latestLoad;
  if (userId === undefined) return;
  const entries = await listEntries(userId).catch(() => listKnown(userId));
  if (load === latestLoad) outbox.value = entries;
}

function listKnown(userId: string): OutboxEntry[] {
  return [...outbox.value.filter((entry) => !entry.isVolatile), ...listVolatile(userId)];
}

/** Reads the entries again, here and in every other tab. */
export async function announceChange(userId: string): Promise<void> {
  await loadOutbox();
  channel.postMessage({ userId, kind: "changed" } satisfies News);
}

export function setTrouble(userId: string, value: Trouble | undefined): void {
  if (trouble.value === value) return;
  trouble.value = value;
  channel.postMessage({ userId, kind: "trouble", trouble: value } satisfies News);
}

/** Calls `listener` for every entry that is delivered from now on. Returns the function that ends this. */
export function onDelivery(listener: DeliveryListener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function announceDelivery(userId: string, entry: OutboxEntry, delivery: Delivery): void {
  callListeners(entry, delivery.response, delivery);
  const { response, isReplayed, sentAt, receivedAt } = delivery;
  const took = receivedAt - sentAt;
  channel.postMessage({
    userId,
    kind: "delivered",
    entry,
    response,
    isReplayed,
    took,
  } satisfies News);
}

/** An error of a listener is reported as uncaught, and keeps nothing from being sent. */
function callListeners(entry: OutboxEntry, response: unknown, delivery: Delivery): void {
  for (const listener of listeners) {
    try {
      listener(entry, response, delivery);
    } catch (error) {
      queueMicrotask(() => reportError(error));
    }
  }
}
