import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { openTab, resetDevice, rest, type Tab } from "@/base/store/tests/device";
import { FakeServer } from "@/base/store/tests/fake-server";

let server: FakeServer;
let tab: Tab;
let stop: () => void;
let sitting: Awaited<ReturnType<typeof open>>;

/** The paper in a new page of the device. */
async function open() {
  tab = await openTab(server);
  const { Sitting } = await import("./sitting");
  const opened = new Sitting("1");
  await tab.start();
  stop = opened.start();
  await vi.waitFor(() => expect(opened.paper.value).toBeDefined());
  await rest();
  return opened;
}

async function reload(): Promise<void> {
  stop();
  tab.kill();
  sitting = await open();
}

const show = () => sitting.standings.value.map(({ chosen, state }) => `${chosen} ${state}`);

beforeEach(async () => {
  await resetDevice();
  server = new FakeServer(["q1", "q2"]);
  sitting = await open();
});

afterEach(() => stop());

test("a choice is shown as saved once the server has it", async () => {
  const chosen = sitting.choose("q1", "a");
  expect(show()).toEqual(["a saving", "null none"]);
  await chosen;
  await rest();
  expect([show(), server.answers["q1"]]).toEqual([["a saved", "null none"], "a"]);
});

test("after a reload without a connection, what was saved since the copy of the paper is still saved", async () => {
  await sitting.choose("q1", "a");
  await rest();
  server.always = "offline";
  await sitting.choose("q2", "b");
  await rest();
  await reload();
  expect(show()).toEqual(["a saved", "b waits"]);
  expect(sitting.countdown.left.value).toMatchObject({ isCertain: false });
});

test("a paper that was asked for before an answer arrived does not take it back", async () => {
  let arrive: () => void = () => undefined;
  server.holdNext = new Promise((resolve) => {
    arrive = resolve;
  });
  const look = sitting.look();
  await vi.waitFor(() => expect(server.holdNext).toBeUndefined());
  await sitting.choose("q1", "a");
  await rest();
  arrive();
  await look;
  expect([show()[0], sitting.changed.value]).toEqual(["a saved", []]);
});

test("the time of an old response is not taken for the present one", async () => {
  server.remaining = 600;
  server.next = ["lost"];
  await sitting.choose("q1", "a");
  await rest();
  server.remaining = 300;
  await tab.send();
  await rest();
  await vi.waitFor(() => expect(sitting.countdown.left.value.seconds).toBe(300));
});

test("an answer that another device changed is shown, and said", async () => {
  await sitting.choose("q1", "a");
  await rest();
  server.choose("q1", "x");
  await sitting.look();
  expect([show()[0], sitting.changed.value]).toEqual(["x saved", ["q1"]]);
});

test("an own answer is no change by another device", async () => {
  server.next = ["lost"];
  await sitting.choose("q1", "a");
  await rest();
  await sitting.look();
  await tab.send();
  await rest();
  await sitting.look();
  expect([show()[0], sitting.changed.value]).toEqual(["a saved", []]);
});

test("finishing waits for what is not sent, and for a decision", async () => {
  const { prepareFinish } = await import("./ending");
  server.always = "offline";
  await sitting.choose("q1", "a");
  expect(await prepareFinish(sitting)).toBe("waiting");
  server.choose("q1", "x");
  server.always = undefined;
  expect(await prepareFinish(sitting)).toBe("held");
  await tab.discardEntries(tab.outbox.value);
  expect(await prepareFinish(sitting)).toBeUndefined();
  server.always = "offline";
  expect(await prepareFinish(sitting)).toBe("unreachable");
});

test("a conflict ends where the other device comes to the same answer", async () => {
  server.always = "offline";
  await sitting.choose("q1", "a");
  await rest();
  server.choose("q1", "x");
  server.always = undefined;
  await tab.send();
  await rest();
  await sitting.look();
  await vi.waitFor(() =>
    expect(sitting.standings.value[0]).toMatchObject({ state: "held", chosen: "a", saved: "x" }),
  );
  server.choose("q1", "a");
  await sitting.look();
  await vi.waitFor(() => expect(show()[0]).toBe("a saved"));
});
