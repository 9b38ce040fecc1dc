import { beforeEach, expect, test } from "vitest";

import { openTab, reconnect, resetDevice, rest, type Tab } from "./device";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let tab: Tab;

beforeEach(async () => {
  await resetDevice();
  server = new FakeServer(["q1", "q2"]);
  tab = await openTab(server);
});

/** The person chooses here without a connection. */
async function chooseOffline(question: string, option: string, base: string | null = null): Promise<void> {
  server.always = "offline";
  await tab.choose(question, option, base);
  await rest();
}

async function comeBack(): Promise<void> {
  server.always = undefined;
  await reconnect(tab);
}

test("a choice that waited does not overwrite one that another device made since", async () => {
  await chooseOffline("q1", "a");
  await chooseOffline("q2", "b");
  server.choose("q1", "x");
  await comeBack();
  expect(server.answers).toEqual({ q1: "x", q2: "b" });
  expect(tab.outbox.value).toMatchObject([{ slot: "q1", state: "held", base: null, found: "x" }]);
});

test("the person can let their own choice count", async () => {
  await chooseOffline("q1", "a");
  server.choose("q1", "x");
  await comeBack();
  await tab.releaseEntry(tab.outbox.value[0]!);
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["a", []]);
});

test("their own choice counts even if the server had taken it before the other device's", async () => {
  server.always = "lost";
  await tab.choose("q1", "a");
  await rest();
  server.choose("q1", "x");
  await comeBack();
  expect(tab.list()).toEqual(["q1=a held"]);
  await tab.releaseEntry(tab.outbox.value[0]!);
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["a", []]);
});

test("the person can let the other choice count", async () => {
  await chooseOffline("q1", "a");
  server.choose("q1", "x");
  await comeBack();
  await tab.discardEntries(tab.outbox.value);
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["x", []]);
});

test("a new choice for a question in conflict decides it", async () => {
  await chooseOffline("q1", "a");
  server.choose("q1", "x");
  await comeBack();
  await tab.choose("q1", "b", "x");
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["b", []]);
});

test("a later choice without a connection does not hide that another device went ahead", async () => {
  await chooseOffline("q1", "a");
  server.choose("q1", "x");
  await chooseOffline("q1", "b", "x"); // the screen knew, the person was not told yet
  await comeBack();
  expect(tab.list()).toEqual(["q1=b held"]);
});

test("the same answer from another device is no conflict", async () => {
  await chooseOffline("q1", "a");
  server.choose("q1", "a");
  await comeBack();
  expect(tab.list()).toEqual([]);
});

test("what this device sent before is no conflict", async () => {
  await tab.choose("q1", "a");
  await rest();
  await chooseOffline("q1", "b"); // made before the response to the first arrived
  await comeBack();
  expect([server.answers["q1"], tab.list()]).toEqual(["b", []]);
});

test("a choice whose response was lost is no conflict with the next one", async () => {
  server.next = ["lost"];
  server.always = "offline";
  await tab.choose("q1", "a");
  await rest();
  await chooseOffline("q1", "b");
  await comeBack();
  expect([server.answers["q1"], tab.list()]).toEqual(["b", []]);
});

test("after a reload, too, a newer choice of another device is found", async () => {
  await chooseOffline("q1", "a");
  tab.kill();
  server.choose("q1", "x");
  server.always = undefined;
  tab = await openTab(server);
  await tab.start();
  await rest();
  expect([server.answers["q1"], tab.list()]).toEqual(["x", ["q1=a held"]]);
});

test("a stored copy of the paper is not taken for what the server has", async () => {
  await chooseOffline("q1", "a");
  server.next = [undefined]; // the paper is read and copied …
  server.always = "offline";
  await reconnect(tab);
  server.choose("q1", "x");
  server.next = ["offline"]; // … and cannot be read the next time
  server.always = undefined;
  await reconnect(tab);
  expect(server.answers["q1"]).toBe("x");
  expect(tab.list()).toEqual(["q1=a waiting"]);
});

test("a choice that is sent at once does not ask for the paper", async () => {
  await tab.choose("q1", "a");
  await rest();
  expect(server.requests.map(({ path }) => path)).toEqual(["/trainings/exams/answer.json"]);
});
