import { beforeEach, expect, test, vi } from "vitest";

import { readStored, startPage, stubNavigation } from "./test-pages";

const ANNA = { token: "token-of-anna", userId: "1", isShared: false };
const BEN = { token: "token-of-ben", userId: "2", isShared: true };

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
  stubNavigation("navigate");
});

test("a session outlives the page on a person's own device, and ends with the tab on a shared one", async () => {
  (await startPage()).openSession(ANNA);
  expect((await startPage()).session.value).toEqual(ANNA);

  localStorage.clear();
  (await startPage()).openSession(BEN);
  expect((await startPage()).session.value).toEqual(BEN);
  expect(localStorage.getItem("downwind.session")).toBeNull();
});

test("a tab that was closed on a shared device and is brought back shows nobody", async () => {
  (await startPage()).openSession(BEN);
  stubNavigation("reload");
  expect((await startPage()).session.value).toEqual(BEN);

  stubNavigation("back_forward");
  const page = await startPage();
  expect([page.session.value, page.closedSession]).toEqual([undefined, BEN]);
  expect(readStored()).toBeUndefined();
});

test("a tab that was put aside to save memory goes on, and one on a person's own device as well", async () => {
  (await startPage()).openSession(BEN);
  stubNavigation("back_forward", { wasDiscarded: true });
  expect((await startPage()).session.value).toEqual(BEN);

  sessionStorage.clear();
  stubNavigation("back_forward");
  (await startPage()).openSession(ANNA);
  expect((await startPage()).session.value).toEqual(ANNA);
});

test("what somebody else wrote into the storage is no session", async () => {
  localStorage.setItem("downwind.session", "{broken");
  expect((await startPage()).session.value).toBeUndefined();
});

test("after the session of one person, a login of another starts a new page", async () => {
  const page = await startPage();
  page.openSession(ANNA);
  page.expireSession(ANNA.token);
  const replace = vi.spyOn(location, "replace").mockReturnValue();
  page.openSession(BEN);
  expect(replace).toHaveBeenCalledWith("/app/");
  expect(page.session.value).toBeUndefined(); // never both in one memory
  expect((await startPage()).session.value).toEqual(BEN);
});

test("the same person goes on where they were", async () => {
  const page = await startPage();
  page.openSession(ANNA);
  page.expireSession(ANNA.token);
  expect(page.expiredUserId.value).toBe("1");
  page.openSession({ ...ANNA, token: "a-newer-one" });
  expect(page.session.value?.token).toBe("a-newer-one");
  expect((await startPage()).expiredUserId.value).toBeNull();
});

test("a late refusal of an earlier token does not end the present session", async () => {
  const page = await startPage();
  page.openSession(ANNA);
  page.expireSession("an-older-one");
  expect(page.session.value).toEqual(ANNA);
  expect(page.expiredUserId.value).toBeNull();
});

test("logging out in a shared tab leaves the session of another person in another tab", async () => {
  (await startPage()).openSession(ANNA);
  const page = await startPage();
  page.openSession(BEN); // stored: in a real browser this is a tab of its own
  const tab = await startPage();
  expect(tab.session.value).toEqual(BEN);
  tab.beginLogout(BEN);
  expect(readStored()).toEqual(ANNA);
});

test("a refusal that arrives during a logout does not count as an expiry", async () => {
  const page = await startPage();
  page.openSession(ANNA);
  page.beginLogout(ANNA);
  page.expireSession(ANNA.token);
  expect(page.expiredUserId.value).toBeNull();
});

test.each([
  ["another tab logs out", () => dispatchEvent(new StorageEvent("storage", { key: "downwind.session" }))],
  ["a kept page is shown again", () => dispatchEvent(showAgain())],
  ["the tab is looked at again", () => document.dispatchEvent(new Event("visibilitychange"))],
])("a page shows nobody any more when it notices that the session is gone: %s", async (_when, notice) => {
  const page = await startPage();
  page.openSession(ANNA);
  const reload = vi.spyOn(location, "reload").mockReturnValue();
  notice();
  expect(page.session.value).toEqual(ANNA); // nothing has changed
  reload.mockClear();
  localStorage.clear();
  notice();
  expect(reload).toHaveBeenCalled();
  expect(page.session.value).toBeUndefined();
});

test("a logout ends the other tabs of the same person, those with session storage too, and nobody else's", async () => {
  const page = await startPage();
  page.openSession(BEN);
  const replace = vi.spyOn(location, "replace").mockReturnValue();
  const other = new BroadcastChannel("downwind.logout");
  other.postMessage("1");
  await vi.waitFor(() => expect(page.session.value).toEqual(BEN));
  other.postMessage("2");
  await vi.waitFor(() => expect(page.session.value).toBeUndefined());
  expect(replace).toHaveBeenCalledWith("/app/");
  expect(sessionStorage.getItem("downwind.session")).toBeNull();
  other.close();
});

function showAgain(): Event {
  return Object.assign(new Event("pageshow"), { persisted: true });
}
