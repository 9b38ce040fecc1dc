import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { Edit } from "./marks";
import type { ClassView } from "./state";
import { FakeServer } from "./test-server";

let server: FakeServer;
let whenReadAgain: () => void;
vi.mock("@/base/api/reading", async (load) => ({
  ...(await load<typeof import("@/base/api/reading")>()),
  invalidate: async () => whenReadAgain(),
}));
vi.stubGlobal("fetch", (input: Request) => server.fetch(input));
const { session } = await import("@/base/session/session");
const { drafts, editDraft, readDraft } = await import("./drafts");
const { startDraft } = await import("./draft");
const { editMarks } = await import("./marks");
const { noteConnection } = await import("@/base/api/connection");
const { reports, sendMarks, sendSoon, startSending } = await import("./sync");
const { api } = await import("@/base/api/client");

let person = 100;
let stop = () => {};

afterEach(() => stop());

beforeEach(() => {
  server = new FakeServer();
  person += 1; // a database of their own
  session.value = { token: "t", userId: String(person), isShared: false }; // as on a new page
  reports.value = {};
  whenReadAgain = () => undefined;
});

/** Records on the device what the person saw when the class was as it is now. */
async function mark(user: string, edit: Edit): Promise<void> {
  const view = server.readClass() as unknown as ClassView;
  const recorded = server.stored.read()[user];
  await editDraft("c", (stored) => {
    const draft = stored ?? startDraft(view);
    return {
      ...draft,
      marks: editMarks(draft.marks, edit, { user, recorded, at: 0 }),
      names: { [user]: user },
    };
  });
}

/** Somebody else records. */
function recordAsOther(user: string, mark: Edit): void {
  const path = "/trainings/onsite/store_attendance.json";
  server.stored.take({ path, body: { attendance: { [user]: mark } }, sent: [] });
}

const getRow = (user: string) => server.stored.read()[user]!;

test("marks are sent once, with a key, however often and wherever it is tried", async () => {
  await mark("1", { value: true, time: 3600 });

  await Promise.all([sendMarks("c"), sendMarks("c"), sendMarks("c")]);

  expect(server.posts).toHaveLength(1);
  expect(server.posts[0]!.key).toMatch(/^[0-9a-f-]{36}$/);
  expect(getRow("1")).toMatchObject({ value: true, time: 3600 });
  expect([await readDraft("c"), drafts.value]).toEqual([undefined, {}]);
});

test("without a connection the marks stay on the device, and a reload finds them", async () => {
  await mark("1", { value: true });
  server.isUnreachable = true;

  expect((await sendMarks("c"))?.phase).toBe("unreachable");

  expect((await readDraft("c"))?.marks["1"]?.["value"]).toMatchObject({ base: null, mine: true });
});

test("a response that was lost is found to be stored, and not sent again", async () => {
  await mark("1", { remarks: "Mine." });
  server.losesResponse = true;

  expect((await sendMarks("c"))?.phase).toBe("unreachable");
  expect((await sendMarks("c"))?.phase).toBe("done");

  expect(server.posts).toHaveLength(1);
  expect(await readDraft("c")).toBeUndefined();
});

test("what is taken back after its response was lost reaches the server", async () => {
  recordAsOther("1", { value: true, time: 3600 });
  await mark("1", { value: false, time: 0 });
  server.losesResponse = true;
  await sendMarks("c");
  expect(getRow("1")["value"]).toBe(false);

  await mark("1", { value: true, time: 3600 });
  await sendMarks("c");

  expect(getRow("1")).toMatchObject({ value: true, time: 3600 });
  expect(await readDraft("c")).toBeUndefined();
});

test("what is changed after its response was lost is no conflict with oneself", async () => {
  await mark("1", { remarks: "Once." });
  server.losesResponse = true;
  await sendMarks("c");

  await mark("1", { remarks: "Twice." });
  const report = await sendMarks("c");

  expect(report?.comparison?.conflicts).toEqual([]);
  expect(getRow("1")["remarks"]).toBe("Twice.");
});

test("what others changed after a response was lost is a conflict", async () => {
  await mark("1", { remarks: "Once." });
  server.losesResponse = true;
  await sendMarks("c");
  const body = { student_id: "1", remarks: "Theirs." };
  server.stored.take({ path: "/trainings/onsite/save_student_evaluation.json", body, sent: [] });

  await mark("1", { remarks: "Twice." });
  const report = await sendMarks("c");

  expect(report?.comparison?.conflicts).toMatchObject([{ mine: "Twice.", theirs: "Theirs." }]);
});

test("what others changed meanwhile is kept back, the rest is sent", async () => {
  await mark("1", { value: true });
  await mark("2", { value: true });
  recordAsOther("1", { value: false });

  const report = await sendMarks("c");

  expect(report?.comparison?.conflicts).toMatchObject([
    { user: "1", field: "value", mine: true, theirs: false },
  ]);
  expect([getRow("1")["value"], getRow("2")["value"]]).toEqual([false, true]);
  expect(Object.keys((await readDraft("c"))!.marks)).toEqual(["1"]);
});

test("a refusal stays with its reason, and does not keep others back", async () => {
  await mark("1", { value: true, time: 9999 });
  await mark("2", { value: true });
  const errors = { "attendance.1.time": ["The class is 60 minutes long."] };
  server.refuse = ({ body }) =>
    JSON.stringify(body).includes("9999")
      ? Response.json({ message: "Some of the input is invalid.", errors }, { status: 400 })
      : undefined;

  await sendMarks("c");
  await sendMarks("c");

  const draft = await readDraft("c");
  expect(draft?.refusals).toEqual({ 1: { status: 400, message: "The class is 60 minutes long." } });
  expect(Object.keys(draft!.marks)).toEqual(["1"]);
  expect(getRow("2")["value"]).toBe(true);
});

test.each([
  ["signed", () => (server.lesson["status"] = "closed")],
  ["moved", () => (server.lesson["datetime"] = "2026-03-19 12:00:00")],
  ["gone", () => (server.isGone = true)],
])("of a class that was %s meanwhile nothing is sent and nothing dropped", async (block, change) => {
  await mark("1", { value: true });
  change();

  const report = await sendMarks("c");

  expect([report?.block, server.posts]).toEqual([block, []]);
  expect((await readDraft("c"))?.marks["1"]?.["value"]?.mine).toBe(true);
});

test("what is changed while it is on its way is sent afterwards", async () => {
  await mark("1", { remarks: "One" });

  const sending = sendMarks("c");
  await mark("1", { remarks: "One, two" });
  await sending;
  await sendMarks("c");

  expect(getRow("1")["remarks"]).toBe("One, two");
  expect(await readDraft("c")).toBeUndefined();
});

test("marks that were sent are forgotten later if the connection is lost before the class could be read again", async () => {
  const timers = vi.spyOn(globalThis, "setTimeout");
  await mark("1", { value: true });
  whenReadAgain = () => noteConnection(false);
  await sendMarks("c");
  expect((await readDraft("c"))?.marks["1"]?.["value"]).toMatchObject({ base: true, mine: true });

  whenReadAgain = () => noteConnection(true);
  const tryAgain = timers.mock.calls.find(([, delay]) => delay === 15_000)![0] as () => void;
  tryAgain();

  await vi.waitFor(async () => expect(await readDraft("c")).toBeUndefined());
  expect(server.posts).toHaveLength(1);
});

/** Any other screen reads something. */
const readSomething = () => api.GET("/users/company.json");

test("marks that could not be sent are sent as soon as another request gets through", async () => {
  await mark("1", { value: true });
  server.isUnreachable = true;
  stop = startSending();
  await vi.waitFor(() => expect(reports.value["c"]?.phase).toBe("unreachable"));
  server.isUnreachable = false;

  await readSomething();

  await vi.waitFor(() => expect(getRow("1")["value"]).toBe(true));
  await vi.waitFor(async () => expect(await readDraft("c")).toBeUndefined());
});

test("where the class can be read and marks do not arrive, it is not tried over and over", async () => {
  await mark("1", { value: true });
  server.losesRequests = true;
  noteConnection(false);
  stop = startSending();
  await vi.waitFor(() => expect(server.lostRequests).toBe(1));

  await new Promise((resolve) => setTimeout(resolve, 800));

  expect(server.lostRequests).toBe(1);
});

test("what is planned for the end of typing is not sent earlier because the connection is back", async () => {
  noteConnection(false);
  await mark("1", { remarks: "One" });
  sendSoon("c", 60_000);
  stop = startSending();

  await readSomething();
  await new Promise((resolve) => setTimeout(resolve, 800));

  expect(server.posts).toEqual([]);
});
