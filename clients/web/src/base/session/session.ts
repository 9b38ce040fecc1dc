// Who is logged in on this device. The token is in the origin's local storage, so that a reload, a crash and an
// installed app survive; on a shared device in session storage, which ends with the tab. The content security policy
// keeps other scripts away from both (docs/decisions/0023).
//
// A page shows one person: for another one it is loaded anew, so that nothing is left in its memory.
import { computed, signal } from "@preact/signals";

import { markPresent, mayHaveBeenClosed } from "./presence";

export interface Session {
  token: string;
  /** The id of the user, digits. */
  userId: string;
  /** Whether other people use the device: nothing outlives the tab, and nothing is kept for offline use. */
  isShared: boolean;
}

const KEY = "downwind.session";
const EXPIRED_KEY = "downwind.expired";
const START = "/app/";

/** On a shared device: the session with which this tab was closed. It is over; `endClosedSession` tells the server. */
export const closedSession = takeClosed();
export const session = signal<Session | undefined>(load());
/** The person whose session ended without a logout: what they have not sent yet is still on the device. */
export const expiredUserId = signal<string | null>(localStorage.getItem(EXPIRED_KEY));
/** From the logout until the page is replaced: nothing may be stored for the person any more. */
export const isLeaving = signal(false);
/** Whether what was seen may be kept on the device: not where other people use it. */
export const mayKeepOffline = computed(() => session.value?.isShared === false);

const logouts = new BroadcastChannel("downwind.logout");
/** Whose data may be in the memory of this page. */
let shownUserId = session.value?.userId;
/** The token that was stored when this page last looked, to notice what another tab changes. */
let storedToken = session.value?.token;
markPresent(shownUserId);

/** Somebody else may have brought the tab back. */
function takeClosed(): Session | undefined {
  const stored = mayHaveBeenClosed() ? read(sessionStorage) : undefined;
  if (stored) sessionStorage.removeItem(KEY);
  return stored;
}

function load(): Session | undefined {
  return read(sessionStorage) ?? read(localStorage);
}

function read(storage: Storage): Session | undefined {
  try {
    return (JSON.parse(storage.getItem(KEY) ?? "null") as Session | null) ?? undefined;
  } catch {
    return undefined; // not written by this app: the same as none
  }
}

/** Keeps a session from now on; after a login. For another person than before, the page starts anew. */
export function openSession(opened: Session): void {
  (opened.isShared ? sessionStorage : localStorage).setItem(KEY, JSON.stringify(opened));
  storedToken = opened.token;
  setExpired(null);
  if (shownUserId === undefined || shownUserId === opened.userId) show(opened);
  else location.replace(START);
}

function show(opened: Session): void {
  shownUserId = opened.userId;
  markPresent(opened.userId);
  session.value = opened;
}

/**
 * The server does not accept `token` any more: the person logs in again, and finds everything as it was. A late response
 * to an earlier session changes nothing.
 */
export function expireSession(token: string): void {
  if (session.value?.token !== token || isLeaving.value) return;
  setExpired(session.value.userId);
  removeStored();
  markPresent(undefined);
  session.value = undefined;
}

/**
 * Begins to log out: forgets the token on the device, in the other tabs of the person too. This page goes on showing the
 * person until `finishLogout`; `logOut` does what lies between.
 */
export function beginLogout({ userId }: Session): void {
  isLeaving.value = true;
  removeStored();
  logouts.postMessage(userId);
}

/** Shows the login in a new page, which has nothing of the former person in its memory. */
export function finishLogout(): void {
  session.value = undefined; // for a page that the browser keeps to go back to
  location.replace(START);
}

/** Removes this session from the storage, and no other one: another person may have logged in in another tab. */
function removeStored(): void {
  for (const storage of [sessionStorage, localStorage])
    if (read(storage)?.token === session.value?.token) storage.removeItem(KEY);
  storedToken = load()?.token;
}

/** Notes whose session expired, or null: nothing of anybody is left. */
export function setExpired(userId: string | null): void {
  if (userId === null) localStorage.removeItem(EXPIRED_KEY);
  else localStorage.setItem(EXPIRED_KEY, userId);
  expiredUserId.value = userId;
}

/** Loads the page anew where the session is not the stored one any more: it would show the former person. */
function follow(): void {
  if (isLeaving.value || load()?.token === storedToken) return;
  session.value = undefined;
  location.reload();
}

// Another tab logged out, or somebody logged in there.
addEventListener("storage", ({ key }) => {
  if (key === null || key === KEY) follow();
});
// The browser shows a page again that it had put aside (back button, sleeping tab): it missed what happened since.
addEventListener("pageshow", ({ persisted }) => persisted && follow());
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && follow());
// Session storage has no events for other tabs, such as a copy of this one.
logouts.onmessage = ({ data }) => {
  if (data !== session.value?.userId || isLeaving.value) return;
  removeStored();
  finishLogout();
};
