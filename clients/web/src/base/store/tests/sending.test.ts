import { beforeEach, expect, test } from "vitest";

import { openTab, reconnect, resetDevice, rest, type Tab, TOPIC } from "./device";
import { FakeServer } from "./fake-server";

let server: FakeServer;
let tab: Tab;

beforeEach(async () => {
  await resetDevice();
  server = new FakeServer(["q1", "q2", "q3"]);
  tab = await openTab(server);
});

test("a write arrives, is announced and is deleted", async () => {
  const delivered: unknown[] = [];
  tab.onDelivery((entry, response) => delivered.push([entry.slot, response]));
  await tab.choose("q1", "a");
  await rest();
  expect(server.answers["q1"]).toBe("a");
  expect(tab.list()).toEqual([]);
  expect(delivered).toEqual([["q1", { result: true, answered: 1, total: 1, remaining: 60 }]]);
});

test("writes arrive in the order in which they were made", async () => {
  server.always = "offline";
  for (const [question, option] of ["q2b", "q1a", "q3c"]) await tab.choose(`q${question}`, option!);
  for (const name of ["q2", "q1", "q3"]) await tab.choose(name, "x");
  await rest();
  server.always = undefined;
  await reconnect(tab);
  expect(server.written.slice(-3)).toEqual(["q2=x", "q1=x", "q3=x"]);
});

test("of several choices that were not sent, only the last is sent", async () => {
  server.always = "offline";
  await tab.choose("q2", "z");
  await rest();
  for (const option of ["a", "b", "c"]) await tab.choose("q1", option);
  server.always = undefined;
  await reconnect(tab);
  expect(server.written).toEqual(["q2=z", "q1=c"]);
});

test("a choice whose outcome is unknown is settled before the next one of its question is sent", async () => {
  server.next = ["late"];
  await tab.choose("q1", "a");
  await rest();
  await tab.choose("q1", "b");
  await reconnect(tab);
  expect(server.answers["q1"]).toBe("b");
  expect(
    new Set(server.requests.filter(({ body }) => body?.questionOptionId === "a").map(({ key }) => key)).size,
  ).toBe(1);
});

test("a lost response leads to the same request, which counts once", async () => {
  server.next = ["lost"];
  await tab.choose("q1", "a");
  await rest();
  expect(tab.list()).toEqual(["q1=a waiting"]);
  const replays: boolean[] = [];
  tab.onDelivery((_entry, _response, { isReplayed }) => replays.push(isReplayed));
  await reconnect(tab);
  expect(server.written).toEqual(["q1=a"]);
  expect(replays).toEqual([true]);
});

test("after a crash between sending and deleting, the next page sends it again under the same key", async () => {
  server.whileProcessing = () => tab.kill();
  const entry = await tab.choose("q1", "a");
  await rest();
  expect(server.written).toEqual(["q1=a"]);
  const next = await openTab(server);
  await next.start();
  await rest();
  expect(server.written).toEqual(["q1=a"]);
  expect(server.requests.filter(({ body }) => body).every(({ key }) => key === entry.key)).toBe(true);
  expect(next.list()).toEqual([]);
});

test("a request that the server still processes is not a refusal", async () => {
  server.next = ["in flight"];
  await tab.choose("q1", "a");
  await rest();
  expect(tab.list()).toEqual(["q1=a waiting"]);
  await reconnect(tab);
  expect(server.answers["q1"]).toBe("a");
});

test.each(["busy", "many"] as const)("a server that is %s gets it later", async (fault) => {
  server.next = [fault];
  await tab.choose("q1", "a");
  await rest();
  expect([tab.list(), tab.trouble.value]).toEqual([["q1=a waiting"], "busy"]);
  await reconnect(tab);
  expect([server.answers["q1"], tab.list(), tab.trouble.value]).toEqual(["a", [], undefined]);
});

test("an answer on which the server keeps failing holds up no other one", async () => {
  server.broken.add("a");
  server.always = "offline";
  for (const question of ["q1", "q2", "q3"]) await tab.choose(question, "a");
  await tab.choose("q2", "b");
  await tab.choose("q3", "c");
  server.always = undefined;
  await reconnect(tab);
  await reconnect(tab);
  expect([server.answers, tab.list()]).toEqual([{ q1: null, q2: "b", q3: "c" }, ["q1=a waiting"]]);
});

test("two answers on which the server keeps failing hold up no third one", async () => {
  server.broken.add("a").add("b");
  server.always = "offline";
  await tab.choose("q1", "a");
  await tab.choose("q2", "b");
  await tab.choose("q3", "c");
  server.always = undefined;
  for (let round = 0; round < 3; round++) await reconnect(tab);
  expect(server.answers).toMatchObject({ q3: "c" });
  server.broken.clear();
  for (let round = 0; round < 2; round++) await reconnect(tab);
  expect([server.answers, tab.list()]).toEqual([{ q1: "a", q2: "b", q3: "c" }, []]);
});

test("a later choice waits for the one of its question on which the server fails", async () => {
  server.broken.add("a");
  await tab.choose("q1", "a");
  await rest();
  await tab.choose("q1", "b");
  await reconnect(tab);
  expect([server.written, tab.list()]).toEqual([[], ["q1=a waiting", "q1=b waiting"]]);
  server.broken.clear();
  await reconnect(tab);
  expect(server.written).toEqual(["q1=a", "q1=b"]);
});

test("a server that fails on everything gets one answer in each round", async () => {
  server.broken.add("a");
  server.always = "offline";
  for (const question of ["q1", "q2", "q3"]) await tab.choose(question, "a");
  await rest();
  server.always = undefined;
  for (let round = 1; round <= 4; round++) {
    await reconnect(tab);
    expect(server.posted).toHaveLength(round);
  }
});

test("what is not about slots keeps its order", async () => {
  const path = "/trainings/exams/answer.json";
  const write = (option: string) => ({
    topic: "lesson:1",
    path,
    body: { attemptDetailId: "q1", questionOptionId: option },
  });
  server.broken.add("a");
  await tab.enqueue(write("a"));
  await rest();
  await tab.enqueue(write("b"));
  await reconnect(tab);
  expect(server.written).toEqual([]);
  server.broken.clear();
  await reconnect(tab);
  expect(server.written).toEqual(["q1=a", "q1=b"]);
});

test("a refusal stays with the server's words, and the others are sent", async () => {
  server.refused.add("bad");
  server.always = "offline";
  await tab.choose("q1", "bad");
  await tab.choose("q2", "b");
  await rest();
  server.always = undefined;
  await reconnect(tab);
  expect(tab.list()).toEqual(["q1=bad refused"]);
  expect(tab.outbox.value[0]).toMatchObject({
    status: 400,
    message: "Invalid.",
    errors: { questionOptionId: ["No."] },
  });
  expect(server.answers["q2"]).toBe("b");
});

test("a new choice takes the place of a refused one", async () => {
  server.refused.add("bad");
  await tab.choose("q1", "bad");
  await rest();
  await tab.choose("q1", "good");
  await reconnect(tab);
  expect([tab.list(), server.answers["q1"]]).toEqual([[], "good"]);
});

test("answers after the end are refused one by one, each with the reason", async () => {
  server.always = "offline";
  await tab.choose("q1", "a");
  await tab.choose("q2", "b");
  await rest();
  server.always = undefined;
  server.isOver = true;
  await reconnect(tab);
  expect(tab.list()).toEqual(["q1=a refused", "q2=b refused"]);
  expect(tab.outbox.value.map(({ status }) => status)).toEqual([409, 409]);
  expect(server.written).toEqual([]);
});

test("when the session ends in the middle, the queue goes on after the next login", async () => {
  server.next = [undefined, "unauthorized"];
  await tab.choose("q1", "a");
  await rest();
  await tab.choose("q2", "b");
  await tab.choose("q3", "c").catch(() => undefined);
  await reconnect(tab);
  expect(tab.session.value).toBeUndefined();
  tab.openSession({ token: "another", userId: "7", isShared: false });
  await tab.start();
  await reconnect(tab);
  expect(server.answers).toMatchObject({ q1: "a", q2: "b" });
  expect(tab.list()).toEqual([]);
});

/** A login of another person, for whom the page starts anew. */
async function changePerson(person: { token: string; userId: string }): Promise<void> {
  tab.openSession({ ...person, isShared: false });
  tab.kill();
  tab = await openTab(server);
  await tab.start();
}

test("what one person has not sent is never sent for another", async () => {
  server.always = "offline";
  await tab.choose("q1", "a");
  await rest();
  server.always = undefined;
  await changePerson({ token: "other", userId: "8" });
  await reconnect(tab);
  expect([tab.list(), server.written]).toEqual([[], []]);
  await changePerson({ token: "token", userId: "7" });
  await reconnect(tab);
  expect(server.written).toEqual(["q1=a"]);
});

test("a refusal of a former token, arriving late, does not end the new session", async () => {
  server.next = ["unauthorized"];
  const chosen = tab.choose("q1", "a");
  server.whileProcessing = () => tab.openSession({ token: "renewed", userId: "7", isShared: false });
  await chosen;
  await rest();
  expect(tab.session.value?.token).toBe("renewed");
  await reconnect(tab);
  expect(server.answers["q1"]).toBe("a");
});

test("where the paper can be read and answers do not arrive, they are not sent over and over", async () => {
  const stop = await tab.start();
  server.always = "offline";
  await tab.choose("q1", "a");
  await rest();
  server.always = undefined;
  server.losesWrites = true;
  await reconnect(tab);
  const requests = server.requests.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect([server.requests.length, tab.list()]).toEqual([requests, ["q1=a waiting"]]);
  stop();
});

test("topics do not wait for each other where one of them is stuck", async () => {
  server.next = ["busy"];
  await tab.choose("q1", "a");
  const path = "/trainings/exams/answer.json";
  await tab.enqueue({ topic: "other:1", path, body: { attemptDetailId: "q2", questionOptionId: "b" } });
  await rest();
  expect(server.answers["q2"]).toBe("b");
});

test("a topic shows its own entries", async () => {
  server.always = "offline";
  await tab.choose("q1", "a");
  expect(tab.watchTopic(TOPIC).value).toHaveLength(1);
  expect(tab.watchTopic("exam:2").value).toHaveLength(0);
  await tab.discardEntries(tab.outbox.value);
  expect(tab.watchTopic(TOPIC).value).toHaveLength(0);
});
