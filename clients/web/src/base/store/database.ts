// What the app keeps on the device for one person: an IndexedDB database of their own, deleted when they log out.
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";

import type { OutboxEntry } from "./outbox-entry";

/** A response as it was received, by its URL. */
export interface Copy {
  url: string;
  body: string;
  etag: string | null;
  /** When it was received, in milliseconds. */
  at: number;
}

/** A file that somebody keeps for offline use, by its URL. `owners` are the packages that hold it, such as `lesson:ID`. */
export interface KeptFile {
  url: string;
  blob: Blob;
  owners: string[];
}

interface Schema extends DBSchema {
  copies: { key: string; value: Copy };
  files: { key: string; value: KeptFile };
  outbox: { key: number; value: OutboxEntry; indexes: { topic: string } };
  /** Small facts of rooms, by `room:name`: what is kept for offline use, drafts, study time that is not sent yet. */
  facts: { key: string; value: unknown };
}

export type Database = IDBPDatabase<Schema>;

const PREFIX = "downwind-";
/** The facts that hold marks of a class which are not sent yet, by its id (`base/classes`). */
export const CLASS_DRAFT = "class:";
/** The facts that hold study time which is not sent yet, in seconds, by lesson and enrollment (`base/learning/storedTime`). */
export const STUDY_TIME = "lesson:time:";
/** Study time below this is not worth a question: a lesson was looked into. */
const LEAST_TIME = 60;
/** The facts that say which lessons and which classes are kept for offline use. */
export const KEPT_LESSON = "lesson:kept:";
export const KEPT_CLASS = "pack:";
/** A tab that sleeps may hold a database open; its content is gone by then. */
const DELETION_LIMIT_MS = 2_000;
let current: { userId: string; database: Promise<Database> } | undefined;
/** Whose databases another tab has deleted: a request that is under way must not create them again. */
const deleted = new Set<string>();

/** The database of the person who is logged in; opened once. Raises after another tab has deleted it. */
export function openDatabase(userId: string): Promise<Database> {
  if (deleted.has(userId)) return Promise.reject(new Error("The person has logged out."));
  if (current?.userId !== userId) {
    const database = createDatabase(userId);
    current = { userId, database };
    database.catch(() => forgetDatabase(userId)); // the next use tries again
  }
  return current.database;
}

/** Lets databases be created again; once nobody is logged in, whoever logs in next begins anew. */
export function forgetDeletions(): void {
  deleted.clear();
}

function createDatabase(userId: string): Promise<Database> {
  return openDB<Schema>(PREFIX + userId, 1, {
    upgrade(database) {
      database.createObjectStore("copies", { keyPath: "url" });
      database.createObjectStore("files", { keyPath: "url" });
      database
        .createObjectStore("outbox", { keyPath: "id", autoIncrement: true })
        .createIndex("topic", "topic");
      database.createObjectStore("facts");
    },
    blocking(_version, newVersion, event) {
      if (current?.userId === userId) {
        current = undefined;
        if (newVersion === null) deleted.add(userId);
      }
      (event.target as IDBDatabase).close();
    },
    terminated: () => forgetDatabase(userId), // the browser closed it; the next use opens it again
  });
}

function forgetDatabase(userId: string): void {
  if (current?.userId === userId) current = undefined;
}

/** Deletes everything that is kept for a person. */
export async function deleteDatabase(userId: string): Promise<void> {
  await clearDatabase(userId).catch(() => undefined); // a browser that stores nothing has nothing to clear
  const tooLate = new Promise<void>((resolve) => setTimeout(resolve, DELETION_LIMIT_MS));
  await Promise.race([deleteDB(PREFIX + userId), tooLate]);
}

/** Empties the database first, which no other tab can hold up. */
async function clearDatabase(userId: string): Promise<void> {
  const database = current?.userId === userId ? await current.database : await createDatabase(userId);
  current = current?.userId === userId ? undefined : current;
  const transaction = database.transaction(database.objectStoreNames, "readwrite");
  await Promise.all([...database.objectStoreNames].map((name) => transaction.objectStore(name).clear()));
  await transaction.done;
  database.close();
}

/** Deletes what a person has seen and keeps for offline use; what is not sent yet stays. */
export async function deleteKept(userId: string): Promise<void> {
  const database = await createDatabase(userId);
  const transaction = database.transaction(["copies", "files", "facts"], "readwrite");
  const facts = transaction.objectStore("facts");
  const isKept = (key: string) => key.startsWith(KEPT_LESSON) || key.startsWith(KEPT_CLASS);
  await transaction.objectStore("copies").clear();
  await transaction.objectStore("files").clear();
  for (const key of (await facts.getAllKeys()).filter(isKept)) await facts.delete(key);
  await transaction.done;
  database.close();
}

/** The ids of the people for whom something is kept on this device. */
export async function listPeople(): Promise<string[]> {
  const databases = await indexedDB.databases().catch(() => []);
  const names = databases.map(({ name }) => name ?? "");
  return names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length));
}

/** How much of a person who is not logged in has not reached the server, or was refused there. */
export async function countUnsentOf(userId: string): Promise<number> {
  const database = await createDatabase(userId);
  const entries = await database.count("outbox");
  const facts = await database.getAllKeys("facts");
  const classes = facts.filter((key) => key.startsWith(CLASS_DRAFT));
  const times = await listStudyTimes(database);
  database.close();
  return entries + classes.length + times.length;
}

/** Study time that is not sent yet and that somebody would miss: the fact and the seconds. */
export async function listStudyTimes(database: Database): Promise<[fact: string, seconds: number][]> {
  const keys = (await database.getAllKeys("facts")).filter((key) => key.startsWith(STUDY_TIME));
  const times: [string, number][] = [];
  for (const key of keys) times.push([key, Number(await database.get("facts", key))]);
  return times.filter(([, seconds]) => seconds >= LEAST_TIME);
}
