// A device with tabs, in front of a fake server: each tab is its own copy of the app's modules, with the database, the
// locks and the channel of the device in common.
import { vi } from "vitest";

import type { FakeServer } from "./fake-server";

export const USER = "7";
export const TOPIC = "exam:1";
const ANSWER = "/trainings/exams/answer.json";

export type Tab = Awaited<ReturnType<typeof openTab>>;

/** Deletes what the device has stored, and logs the person in. */
export async function resetDevice(): Promise<void> {
  const { IDBFactory } = await import("fake-indexeddb");
  vi.stubGlobal("indexedDB", new IDBFactory());
  Object.defineProperty(navigator, "locks", { value: new FakeLocks(), configurable: true });
  sessionStorage.clear();
  localStorage.clear();
  logIn();
}

/** A login on the device, before a tab is opened. */
export function logIn(token = "token"): void {
  localStorage.setItem("downwind.session", JSON.stringify({ token, userId: USER, isShared: false }));
}

/** Opens the app in a tab. It sends nothing by itself before `start`. */
export async function openTab(server: FakeServer) {
  const pending = new Set<(error: Error) => void>();
  let isAlive = true;
  vi.stubGlobal("fetch", (request: Request) => {
    if (!isAlive) return Promise.reject(new TypeError("the page is gone"));
    return new Promise<Response>((resolve, reject) => {
      pending.add(reject);
      void server.fetch(request).then(resolve, reject);
    });
  });
  vi.resetModules();
  const outbox = await import("@/base/store/outbox");
  const { session, openSession } = await import("@/base/session/session");

  const choose = (question: string, option: string, base: string | null = null, mayBeVolatile = false) =>
    outbox.enqueue({
      topic: TOPIC,
      slot: question,
      path: ANSWER,
      body: { attemptDetailId: question, questionOptionId: option },
      base,
      mayBeVolatile,
    });
  const list = () =>
    outbox.outbox.value.map(({ slot, body, state }) => `${slot}=${getOption(body)} ${state}`);
  /** Ends the page at once: nothing that it is waiting for arrives. */
  const kill = () => {
    isAlive = false;
    session.value = undefined;
    for (const reject of pending) reject(new TypeError("the page is gone"));
  };
  return { ...outbox, session, openSession, choose, list, kill, start: outbox.startOutbox };
}

function getOption(body: unknown): string {
  return (body as { questionOptionId: string }).questionOptionId;
}

/** Waits until nothing is being sent any more. */
export async function rest(): Promise<void> {
  const locks = navigator.locks as unknown as FakeLocks;
  for (let seen: unknown; seen !== locks.last; ) {
    seen = locks.last;
    await seen;
    await new Promise((resolve) => setTimeout(resolve, 3)); // messages between tabs, and what follows from them
  }
}

/** Sends, as when the connection is back, and waits for the end of it. */
export async function reconnect(tab: Tab): Promise<void> {
  await rest();
  await tab.send();
  await rest();
}

class FakeLocks {
  last: Promise<unknown> = Promise.resolve();

  request<T>(_name: string, act: () => Promise<T>): Promise<T> {
    const turn = this.last.then(act);
    this.last = turn.catch(() => undefined);
    return turn;
  }
}
