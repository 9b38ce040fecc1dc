import { beforeEach, expect, test, vi } from "vitest";

import { openSession } from "@/base/session/session";
import { deleteDatabase } from "@/base/store/database";
import { discardEntries, outbox } from "@/base/store/outbox";

import { addTime, enqueueCompletion, listUnsentTimes, readSeconds, sendTimesOfCompleted } from "./storedTime";

// The client takes the function when it is loaded.
const respond = vi.hoisted(() => {
  const respond = vi.fn();
  globalThis.fetch = respond;
  return respond;
});
const sendWrite = vi.hoisted(() => vi.fn());
vi.mock("@/base/store/outbox-sender", () => ({ sendWrite }));

const of = { lesson: "l", enrollment: "e" };

beforeEach(async () => {
  Object.defineProperty(navigator, "locks", {
    configurable: true,
    value: { request: async (...rest: unknown[]) => (rest.at(-1) as () => unknown)() },
  });
  openSession({ token: "t", userId: "1", isShared: false });
  await discardEntries(outbox.value);
  await deleteDatabase("1");
  sendWrite.mockReset();
  sendWrite.mockRejectedValue(new TypeError("no connection"));
});

test("time adds up, also from two tabs at once", async () => {
  await Promise.all([addTime(of, 5), addTime(of, 7)]);
  expect(await addTime(of, 0)).toBe(12);
});

test("the time of another lesson is its own", async () => {
  await addTime(of, 5);
  expect(await addTime({ ...of, lesson: "other" }, 1)).toBe(1);
});

test("a completion takes all the time, and leaves none to be sent again", async () => {
  await addTime(of, 90);
  await enqueueCompletion(of);
  expect(outbox.value.map((entry) => entry.body)).toEqual([
    { lessonId: "l", enrollmentId: "e", timeSpent: 90 },
  ]);
  expect(await addTime(of, 0)).toBe(0);
});

test("a second completion before the first is sent carries only the time since", async () => {
  await addTime(of, 90);
  await enqueueCompletion(of);
  await addTime(of, 30);
  await enqueueCompletion(of);
  expect(outbox.value.map((entry) => readSeconds(entry.body))).toEqual([90, 30]);
});

test("time is unsent from a minute on", async () => {
  await addTime(of, 59);
  await addTime({ lesson: "longer", enrollment: "e" }, 60);
  expect(await listUnsentTimes()).toEqual([{ lesson: "longer", enrollment: "e", seconds: 60 }]);
});

/** The server knows a lesson as completed, or not. */
function showLesson(completed: boolean): void {
  respond.mockResolvedValue(Response.json({ lesson: { LessonSlide: [{ completed }] } }));
}

test("before a logout, the time of a lesson that is completed is sent", async () => {
  await addTime(of, 90);
  showLesson(true);
  sendWrite.mockResolvedValue({ response: {}, isReplayed: false, sentAt: 0, receivedAt: 0 });
  await sendTimesOfCompleted();
  expect(sendWrite.mock.lastCall).toMatchObject([{ body: { lessonId: "l", timeSpent: 90 } }]);
  expect([await listUnsentTimes(), outbox.value]).toEqual([[], []]);
});

test("the time of a lesson that is not completed stays: sending it would complete the lesson", async () => {
  await addTime(of, 90);
  showLesson(false);
  await sendTimesOfCompleted();
  expect(sendWrite).not.toHaveBeenCalled();
  expect(await listUnsentTimes()).toHaveLength(1);
});

test("without a connection, the time of a lesson of which nothing is known stays", async () => {
  await addTime(of, 90);
  respond.mockRejectedValue(new TypeError("no connection"));
  await sendTimesOfCompleted();
  expect(await listUnsentTimes()).toHaveLength(1);
});
