import { beforeEach, expect, test, vi } from "vitest";

import { openTab, reconnect, resetDevice, rest, type Tab } from "./device";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let tab: Tab;

beforeEach(async () => {
  await resetDevice();
  server = new FakeServer(["q1", "q2"]);
  tab = await openTab(server);
});

test("two tabs send each write once, and both learn of it", async () => {
  const other = await openTab(server);
  const heard: string[] = [];
  tab.onDelivery(({ slot }) => heard.push(`first ${slot}`));
  other.onDelivery(({ slot }) => heard.push(`second ${slot}`));
  server.always = "offline";
  await tab.choose("q1", "a");
  await other.choose("q2", "b");
  await rest();
  server.always = undefined;
  await Promise.all([tab.send(), other.send()]);
  await rest();
  expect(server.posted.filter((answer) => answer === "q1=a")).toHaveLength(1);
  expect(server.answers).toEqual({ q1: "a", q2: "b" });
  expect(heard.sort()).toEqual(["first q1", "first q2", "second q1", "second q2"]);
  expect([tab.list(), other.list()]).toEqual([[], []]);
});

test("a tab shows what another one has queued, and what keeps it", async () => {
  const other = await openTab(server);
  server.always = "offline";
  await tab.choose("q1", "a");
  await rest();
  expect([other.list(), other.trouble.value]).toEqual([["q1=a waiting"], "unreachable"]);
});

test("choices of one question in two tabs: the later one counts", async () => {
  const other = await openTab(server);
  server.always = "offline";
  await tab.choose("q1", "a");
  await other.choose("q1", "b");
  await rest();
  server.always = undefined;
  await reconnect(tab);
  expect([server.answers["q1"], tab.list()]).toEqual(["b", []]);
});

test("when the sending tab is closed in the middle, another one goes on", async () => {
  server.whileProcessing = () => tab.kill();
  await tab.choose("q1", "a");
  await rest();
  const other = await openTab(server);
  await other.start();
  await rest();
  expect([server.written, other.list()]).toEqual([["q1=a"], []]);
});

test("asked to send while it is about to stop, it sends", async () => {
  const { enqueue } = tab;
  const path = "/trainings/exams/answer.json";
  tab.onDelivery(({ slot }) => {
    if (slot !== "q1") return;
    const body = { attemptDetailId: "q2", questionOptionId: "b" };
    void enqueue({ topic: "exam:1", slot: "q2", path, body, base: null });
  });
  await tab.choose("q1", "a");
  await vi.waitFor(() => expect(server.answers["q2"]).toBe("b"));
});
