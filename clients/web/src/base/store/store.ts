import { isLeaving, session } from "@/base/session/session";

import { type Database, forgetDeletions, openDatabase } from "./database";

session.subscribe((current) => {
  if (!current) forgetDeletions();
});

/** The database of the person who is logged in, or undefined: before login, and where the browser stores nothing. */
export async function getDatabase(): Promise<Database | undefined> {
  const userId = session.value?.userId;
  if (userId === undefined || isLeaving.value) return undefined;
  try {
    return await openDatabase(userId);
  } catch {
    return undefined; // private windows of some browsers refuse; the app works, without copies
  }
}

/** A fact that a room keeps, such as a draft; undefined if there is none. */
export async function readFact<T>(key: string): Promise<T | undefined> {
  return (await (await getDatabase())?.get("facts", key)) as T | undefined;
}

/** Keeps a fact of a room under `room:name`; undefined deletes it. */
export async function keepFact(key: string, value: unknown): Promise<void> {
  const database = await getDatabase();
  if (value === undefined) await database?.delete("facts", key);
  else await database?.put("facts", value, key);
}

/**
 * Changes a fact by what is stored now, in one transaction, so that no change of another tab is lost. `change` gets undefined
 * if there is none, and returns undefined to delete it. Returns what is stored then.
 */
export async function changeFact<T>(
  key: string,
  change: (kept: T | undefined) => T | undefined,
): Promise<T | undefined> {
  const transaction = (await getDatabase())?.transaction("facts", "readwrite");
  if (!transaction) return change(undefined);
  const kept = change((await transaction.store.get(key)) as T | undefined);
  if (kept === undefined) await transaction.store.delete(key);
  else await transaction.store.put(kept, key);
  await transaction.done;
  return kept;
}

/** The keys of all facts that begin with `prefix`. */
export async function listFacts(prefix: string): Promise<string[]> {
  const keys = (await (await getDatabase())?.getAllKeys("facts")) ?? [];
  return keys.filter((key) => key.startsWith(prefix));
}
