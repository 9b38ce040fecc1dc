import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openTab, reconnect, resetDevice, rest, type Tab } from "./device";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let tab: Tab;

beforeEach(async () => {
  await resetDevice();
  server = new FakeServer(["q1", "q2"]);
  tab = await openTab(server);
});

afterEach(() => vi.restoreAllMocks());

/** From now on the device has no room for anything new. */
function fillDisk(): void {
  const refuse = () => {
    throw new DOMException("The disk is full.", "QuotaExceededError");
  };
  vi.spyOn(IDBObjectStore.prototype, "add").mockImplementation(refuse);
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(refuse);
}

test("a choice that cannot be stored is sent all the same", async () => {
  fillDisk();
  const entry = await tab.choose("q1", "a", null, true);
  expect(entry.isVolatile).toBe(true);
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["a", []]);
});

test("a choice that cannot be stored waits in memory, after those that are stored", async () => {
  server.always = "offline";
  await tab.choose("q1", "a");
  await rest();
  fillDisk();
  await tab.choose("q2", "b", null, true);
  await tab.choose("q1", "c", null, true);
  await rest();
  expect(tab.list()).toEqual(["q1=a waiting", "q2=b waiting", "q1=c waiting"]);
  server.always = undefined;
  await reconnect(tab);
  expect(server.answers).toEqual({ q1: "c", q2: "b" });
  expect(tab.list()).toEqual([]);
});

test("who cannot live with that is told that nothing was stored", async () => {
  fillDisk();
  await expect(tab.choose("q1", "a")).rejects.toThrow();
  await rest();
  expect([server.written, tab.list()]).toEqual([[], []]);
});

test("a refusal that cannot be stored is shown all the same", async () => {
  server.refused.add("bad");
  server.always = "offline";
  await tab.choose("q1", "bad");
  await rest();
  fillDisk();
  server.always = undefined;
  await reconnect(tab);
  expect(tab.list()).toEqual(["q1=bad refused"]);
});

test("an earlier choice is not lost when the one that replaces it cannot be stored", async () => {
  server.always = "offline";
  await tab.choose("q2", "x");
  await rest();
  await tab.choose("q1", "a");
  fillDisk();
  await tab.choose("q1", "b").catch(() => undefined);
  vi.restoreAllMocks();
  server.always = undefined;
  await reconnect(tab);
  expect(server.answers["q1"]).toBe("a");
});

test("where the browser stores nothing at all, choices are sent from memory", async () => {
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("not here", "SecurityError");
  });
  server.always = "offline";
  await tab.choose("q1", "a", null, true);
  await rest();
  expect(tab.list()).toEqual(["q1=a waiting"]);
  server.always = undefined;
  await reconnect(tab);
  expect([server.answers["q1"], tab.list()]).toEqual(["a", []]);
});

test("the volatile choice of a question is replaced by a later one that is stored", async () => {
  server.always = "offline";
  await tab.choose("q2", "x");
  await rest();
  const add = vi.spyOn(IDBObjectStore.prototype, "add").mockImplementationOnce(() => {
    throw new DOMException("The disk is full.", "QuotaExceededError");
  });
  await tab.choose("q1", "a", null, true);
  add.mockRestore();
  await tab.choose("q1", "b", null, true);
  server.always = undefined;
  await reconnect(tab);
  expect([server.answers["q1"], tab.list()]).toEqual(["b", []]);
});
