import { beforeEach, expect, test } from "vitest";

import { countUnsentOf, deleteDatabase, listPeople, openDatabase } from "@/base/store/database";
import type { OutboxEntry } from "@/base/store/outbox-entry";

import { countLeftBy, deleteKeptBefore, deleteLeftBy, sweep } from "./leftovers";
import { session, setExpired } from "./session";
import { stubLocks } from "./test-pages";

const ENTRY: OutboxEntry = {
  topic: "exam:1",
  slot: undefined,
  path: "/trainings/exams/answer.json",
  body: {},
  key: "1",
  createdAt: 0,
  state: "waiting",
};

beforeEach(async () => {
  stubLocks();
  session.value = undefined;
  setExpired(null);
  for (const userId of await listPeople()) await deleteDatabase(userId);
});

async function leave(userId: string, ...entries: OutboxEntry[]): Promise<void> {
  const database = await openDatabase(userId);
  for (const entry of entries) await database.add("outbox", entry);
  database.close();
}

test("a login counts what others have not sent, refused entries too, and not what the person themselves has left", async () => {
  await leave("1", ENTRY, { ...ENTRY, state: "refused" });
  await leave("2", ENTRY);
  await leave("3");
  expect(await countLeftBy("1")).toBe(1);
  expect(await countLeftBy("3")).toBe(3);
});

test("study time counts from a minute on", async () => {
  const database = await openDatabase("1");
  await database.put("facts", 60, "lesson:time:wind:e");
  await database.put("facts", 59, "lesson:time:fog:e");
  database.close();
  expect(await countLeftBy("2")).toBe(1);
});

test("a login deletes what others have left, and leaves what is the person's own", async () => {
  await leave("1", ENTRY);
  await leave("2", ENTRY);
  await deleteLeftBy("2");
  expect(await listPeople()).toEqual(["2"]);
  expect(await countUnsentOf("2")).toBe(1);
});

test("who is logged in in another tab keeps what is theirs, and is not counted", async () => {
  await leave("1", ENTRY);
  stubLocks(["1"]);
  expect(await countLeftBy("2")).toBe(0);
  await deleteLeftBy("2");
  expect(await countUnsentOf("1")).toBe(1);
});

test("before a login, only what nobody waits for is deleted", async () => {
  await leave("1"); // closed the tab of a shared device
  await leave("2", ENTRY); // the same, with an answer that was not sent
  await leave("3"); // the session expired
  await leave("4"); // is logged in in another tab
  setExpired("3");
  stubLocks(["4"]);
  await sweep();
  expect((await listPeople()).sort()).toEqual(["2", "3", "4"]);
});

test("who says that others use the device keeps nothing on it but what is not sent yet", async () => {
  const database = await openDatabase("1");
  await database.add("outbox", ENTRY);
  await database.put("copies", { url: "https://x/users/view.json", body: "{}", etag: null, at: 0 });
  await database.put("files", { url: "/media/a.png", blob: new Blob(["a"]), owners: ["lesson:1:2"] });
  for (const key of ["lesson:kept:1:2", "pack:3", "class:3"]) await database.put("facts", {}, key);

  stubLocks(["1"]); // in another tab they have not said so
  await deleteKeptBefore("1");
  expect(await database.count("copies")).toBe(1);

  stubLocks();
  await deleteKeptBefore("1");
  expect([await database.count("copies"), await database.count("files")]).toEqual([0, 0]);
  expect(await database.getAllKeys("facts")).toEqual(["class:3"]);
  expect(await countUnsentOf("1")).toBe(2);
  database.close();
});
