// Where entries of the outbox are: in the person's database and, for what it does not take (a full disk, a browser that
// stores nothing), in memory.
import { type Database, openDatabase } from "./database";
import type { OutboxEntry } from "./outbox-entry";

/** By person: entries that are in memory only, and newer versions of stored ones. */
const memory = new Map<string, Map<number, OutboxEntry>>();
/** Between the largest id of the database and the next one there is room for a million entries in memory. */
const STEP = 1e-6;

/** Every entry of the person, in the order of sending. Raises where the database cannot be read. */
export async function listEntries(userId: string): Promise<OutboxEntry[]> {
  const stored = await (await openDatabase(userId)).getAll("outbox");
  return merge(stored, getMemory(userId));
}

/** The entries in memory alone, for when the database cannot be read. */
export function listVolatile(userId: string): OutboxEntry[] {
  return [...getMemory(userId).values()];
}

function merge(stored: OutboxEntry[], newer: Map<number, OutboxEntry>): OutboxEntry[] {
  const isStored = new Set(stored.map((entry) => entry.id!));
  const others = [...newer.values()].filter(({ id, isVolatile }) => isVolatile && !isStored.has(id!));
  return [...stored.map((entry) => newer.get(entry.id!) ?? entry), ...others].sort((a, b) => a.id! - b.id!);
}

/**
 * Stores an entry in place of those of its slot that are not on their way to the server. It takes over the `base` of a
 * waiting one: the person has seen nothing newer. `facts` are kept with it; undefined deletes one. Raises, and changes
 * nothing, where the database does not take it.
 */
export async function addEntry(
  userId: string,
  entry: OutboxEntry,
  facts: Record<string, unknown> = {},
): Promise<OutboxEntry> {
  const { outbox, keepFact, done } = await openOutbox(userId);
  const older = await listOlder(outbox, entry);
  const replaced = older.filter((other) => !isOnItsWay(other));
  const added = inheritBase(entry, older);
  const id = await outbox.add(added); // first: if it fails, the others stay
  for (const old of replaced) await outbox.delete(old.id!);
  for (const [key, value] of Object.entries(facts)) await keepFact(key, value);
  await done;
  for (const old of replaced) getMemory(userId).delete(old.id!);
  return { ...added, id };
}

/** Keeps an entry in memory, after all others: `addEntry` for what cannot be stored. */
export function addVolatile(userId: string, entry: OutboxEntry, entries: OutboxEntry[]): OutboxEntry {
  const older = entries.filter((other) => isSameSlot(other, entry));
  const id = Math.max(0, ...entries.map((other) => other.id!)) + STEP;
  const added = { ...inheritBase(entry, older), id, isVolatile: true };
  for (const old of older) if (old.isVolatile && !isOnItsWay(old)) getMemory(userId).delete(old.id!);
  getMemory(userId).set(id, added);
  return added;
}

/**
 * Notes that the entry is about to be sent, and returns it as it is now; undefined if it was replaced or discarded
 * meanwhile. From now on no later entry takes its place: it may arrive although nobody learns of it.
 */
export async function claimEntry(userId: string, entry: OutboxEntry): Promise<OutboxEntry | undefined> {
  if (entry.isVolatile) return claimVolatile(userId, entry);
  try {
    const { outbox, done } = await openOutbox(userId);
    const current = await outbox.get(entry.id!);
    const isDue = current?.state === "waiting";
    if (isDue && !current.isTried) await outbox.put({ ...current, isTried: true });
    await done;
    return isDue ? { ...current, isTried: true } : undefined;
  } catch {
    return entry; // the key makes it safe to send what cannot be noted
  }
}

function claimVolatile(userId: string, entry: OutboxEntry): OutboxEntry | undefined {
  const current = getMemory(userId).get(entry.id!);
  if (current?.state !== "waiting") return undefined;
  const claimed = { ...current, isTried: true };
  getMemory(userId).set(entry.id!, claimed);
  return claimed;
}

/** Stores a newer version of an entry, in memory where the database does not take it. */
export async function updateEntry(userId: string, entry: OutboxEntry): Promise<void> {
  getMemory(userId).set(entry.id!, entry);
  if (entry.isVolatile) return;
  try {
    const { outbox, done } = await openOutbox(userId);
    if (await outbox.getKey(entry.id!)) await outbox.put(entry);
    await done;
    getMemory(userId).delete(entry.id!);
  } catch {
    // The version in memory is shown until the page ends; then the entry is sent again, with the same outcome.
  }
}

/** Deletes entries. Raises where the database does not do it: they will be sent again, and count once. */
export async function removeEntries(userId: string, entries: OutboxEntry[]): Promise<void> {
  for (const { id } of entries) getMemory(userId).delete(id!);
  const stored = entries.filter((entry) => !entry.isVolatile);
  if (stored.length === 0) return;
  const { outbox, done } = await openOutbox(userId);
  for (const { id } of stored) await outbox.delete(id!);
  await done;
}

async function openOutbox(userId: string) {
  const database: Database = await openDatabase(userId);
  // Strict: it is on the disk when it is called stored, even if the device loses its power.
  const transaction = database.transaction(["outbox", "facts"], "readwrite", { durability: "strict" });
  transaction.done.catch(() => undefined); // awaited where it matters; a failed request raises by itself
  const facts = transaction.objectStore("facts");
  const keepFact = (key: string, value: unknown) =>
    value === undefined ? facts.delete(key) : facts.put(value, key);
  return { outbox: transaction.objectStore("outbox"), keepFact, done: transaction.done };
}

type Store = Awaited<ReturnType<typeof openOutbox>>["outbox"];

async function listOlder(outbox: Store, entry: OutboxEntry): Promise<OutboxEntry[]> {
  if (entry.slot === undefined) return [];
  return (await outbox.index("topic").getAll(entry.topic)).filter((other) => isSameSlot(other, entry));
}

/** Whether both set the same thing. */
export function isSameSlot(one: OutboxEntry, other: OutboxEntry): boolean {
  return one.slot !== undefined && one.topic === other.topic && one.slot === other.slot;
}

/** Whether the server may have it, or get it later, without anybody here knowing. */
function isOnItsWay({ isTried, state }: OutboxEntry): boolean {
  return isTried === true && state === "waiting";
}

function inheritBase(entry: OutboxEntry, older: OutboxEntry[]): OutboxEntry {
  const oldest = older.find(({ state }) => state === "waiting");
  return oldest ? { ...entry, base: oldest.base } : entry;
}

function getMemory(userId: string): Map<number, OutboxEntry> {
  let entries = memory.get(userId);
  if (!entries) {
    entries = new Map();
    memory.set(userId, entries);
  }
  return entries;
}
