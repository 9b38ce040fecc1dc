import { beforeEach, expect, test, vi } from "vitest";

import { findCopy, keepCopy } from "@/base/store/copies";
import { listPeople } from "@/base/store/database";
import { enqueue, outbox } from "@/base/store/outbox";
import { keepFact } from "@/base/store/store";

import { countUnsent, logOut } from "./logout";
import { startRevoking } from "./revocations";
import { isLeaving, openSession, session } from "./session";
import { startPage, stubLocks, stubNavigation } from "./test-pages";

// The client takes the function when it is loaded.
const fetched = vi.hoisted(() => {
  const fetched = vi.fn();
  globalThis.fetch = fetched;
  return fetched;
});
const ANNA = { token: "token-of-anna", userId: "1", isShared: false };
const JSON_HEADERS = { "Content-Type": "application/json" };

beforeEach(() => {
  stubLocks();
  fetched.mockReset().mockRejectedValue(new TypeError("offline"));
  localStorage.clear();
  isLeaving.value = false;
  session.value = ANNA;
  vi.spyOn(location, "replace").mockReturnValue();
  vi.spyOn(location, "reload").mockReturnValue();
  openSession(ANNA);
});

test("a logout deletes everything of the person, and ends the session at the server", async () => {
  fetched.mockImplementation(async () => new Response('{"logout": true}', { headers: JSON_HEADERS }));
  await keepCopy("https://x/users/view.json", new Response('{"name": "Anna"}', { headers: JSON_HEADERS }));
  await keepFact("exam:draft", 1);
  localStorage.setItem("downwind.someday", "of Anna");
  sessionStorage.setItem("downwind.someday", "of Anna");
  await logOut();
  expect(await listPeople()).toEqual([]);
  expect(Object.keys(localStorage)).toEqual([]);
  expect(sessionStorage.length).toBe(0);
  expect(session.value).toBeUndefined();
  const [request] = fetched.mock.calls.at(-1) as [Request];
  expect(request.url).toMatch(/\/users\/logout\.json$/);
  expect(request.headers.get("Authorization")).toBe("Bearer token-of-anna");
  expect(location.replace).toHaveBeenCalledWith("/app/");
});

test("language and device stay, which are the device's", async () => {
  fetched.mockImplementation(async () => Response.json({ logout: true }));
  for (const name of ["language", "device", "shared"]) localStorage.setItem(`downwind.${name}`, "x");
  await logOut();
  expect(Object.keys(localStorage).sort()).toEqual([
    "downwind.device",
    "downwind.language",
    "downwind.shared",
  ]);
});

test("a logout without a connection deletes as well, and what waited is not sent any more", async () => {
  await enqueue({ topic: "exam:1", path: "/trainings/exams/answer.json", body: {} });
  expect(countUnsent()).toBe(1);
  await logOut();
  expect(outbox.value).toEqual([]);
  expect(await listPeople()).toEqual([]);
});

/** SHA-256 of "token-of-anna", by which the server finds the session. */
const DIGEST = "9dc9d809de53dc1ada2d6790621f98d931f3b2435a322850407c7b8d46a7235e";
const isLater = (request: Request) => request.url.endsWith("/users/end_session.json");

test("after a logout without a connection, what ends the session stays, and nothing that opens it", async () => {
  await logOut();
  expect(localStorage.getItem("downwind.ended")).toBe(DIGEST);
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("token-of-anna");
});

test("the session ends with the next connection, before anybody logs in", async () => {
  await logOut();
  const stop = startRevoking();
  await vi.waitFor(() => expect(fetched.mock.lastCall).toSatisfy(([request]) => isLater(request)));
  expect(localStorage.getItem("downwind.ended")).toBe(DIGEST); // there is none yet

  fetched.mockReset().mockImplementation(async () => Response.json({ result: true }));
  dispatchEvent(new Event("online"));

  await vi.waitFor(() => expect(localStorage.getItem("downwind.ended")).toBeNull());
  const [request] = fetched.mock.lastCall as [Request];
  expect(request.headers.get("Authorization")).toBeNull();
  expect(await request.json()).toEqual({ digest: DIGEST });
  stop();
});

test("it ends too while the next person is logged in", async () => {
  await logOut();
  session.value = { token: "token-of-ben", userId: "2", isShared: false };
  fetched.mockReset().mockImplementation(async () => Response.json({ result: true }));
  const stop = startRevoking();
  await vi.waitFor(() => expect(localStorage.getItem("downwind.ended")).toBeNull());
  stop();
});

test.each([200, 401])(
  "after a logout that the server has heard of (%i), nothing is left to be ended",
  async (status) => {
    fetched.mockImplementation(async () => Response.json({ logout: true }, { status }));
    await logOut();
    expect(localStorage.getItem("downwind.ended")).toBeNull();
  },
);

test("a response that arrives while the person leaves is not kept", async () => {
  isLeaving.value = true;
  await keepCopy("https://x/trainings.json", new Response("{}", { headers: JSON_HEADERS }));
  isLeaving.value = false;
  expect(await findCopy("https://x/trainings.json")).toBeUndefined();
});

test("on a shared device no response is kept", async () => {
  session.value = { ...ANNA, isShared: true };
  await keepCopy("https://x/trainings.json", new Response("{}", { headers: JSON_HEADERS }));
  expect(await findCopy("https://x/trainings.json")).toBeUndefined();
});

test("the session of a closed tab is ended at the server, but not while another tab has it", async () => {
  const closed = { ...ANNA, token: "of-a-closed-tab", isShared: true };
  const bringBack = async () => {
    stubNavigation("back_forward");
    sessionStorage.setItem("downwind.session", JSON.stringify(closed));
    await startPage();
    await (await import("./logout")).endClosedSession();
  };
  stubLocks([ANNA.userId]);
  await bringBack();
  expect(fetched).not.toHaveBeenCalled();

  stubLocks();
  await bringBack();
  const [request] = fetched.mock.calls.at(-1) as [Request];
  expect(request.url).toMatch(/\/users\/logout\.json$/);
  expect(request.headers.get("Authorization")).toBe("Bearer of-a-closed-tab");
});
