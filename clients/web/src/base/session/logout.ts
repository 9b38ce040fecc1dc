import { api, unwrap } from "@/base/api/client";
import { ApiError } from "@/base/api/errors";
import { forgetReadings } from "@/base/api/reading";
import { deleteDatabase } from "@/base/store/database";
import { heldClasses } from "@/base/store/held";
import { outbox } from "@/base/store/outbox";

import { profile, school } from "./person";
import { whileAbsent } from "./presence";
import { keepRevocation } from "./revocations";
import { beginLogout, closedSession, expiredUserId, finishLogout, session, setExpired } from "./session";

const PREFIX = "downwind.";
/**
 * What stays on the device after a logout, because it is the device's and tells nothing about a person: the language of
 * the login, by what the server knows the device, whether other people use it, and what ends former sessions. Sessions of
 * others are theirs.
 */
const STAYS = ["language", "device", "shared", "ended", "session", "expired"].map((name) => PREFIX + name);
/** Longer than this, nobody waits to hand on a tablet. */
const WAIT_MS = 4_000;

/** How many entries have not reached the server, or were refused there, and would be lost by logging out; ask before. */
export function countUnsent(): number {
  return outbox.value.length + heldClasses.value;
}

/**
 * Ends the session and deletes everything of the person from the device: copies, downloads, drafts, what waits to be
 * sent. Without a connection the token is forgotten here, and ended at the server as soon as the device is connected.
 */
export async function logOut(): Promise<void> {
  const current = session.value;
  if (!current) return;
  const ended = endAtServer(current.token);
  beginLogout(current);
  await forgetPerson(current.userId);
  await ended;
  finishLogout();
}

/** Ends a session at the server, now or as soon as it can be reached. Also one that was never opened here. */
export async function endAtServer(token: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const limit = { signal: AbortSignal.timeout(WAIT_MS), keepalive: true };
  try {
    await unwrap(api.POST("/users/logout.json", { headers, ...limit }));
  } catch (error) {
    const hasEnded = error instanceof ApiError && error.status === 401;
    if (!hasEnded) await keepRevocation(token);
  }
}

/** Ends the session of a closed tab at the server, unless the person has it in another tab, of which this is a copy. */
export async function endClosedSession(): Promise<void> {
  if (!closedSession) return;
  const { userId, token } = closedSession;
  await whileAbsent(userId, () => endAtServer(token));
}

async function forgetPerson(userId: string): Promise<void> {
  if (expiredUserId.value === userId) setExpired(null);
  forgetReadings();
  profile.value = school.value = undefined;
  sessionStorage.clear();
  for (const key of Object.keys(localStorage))
    if (key.startsWith(PREFIX) && !STAYS.includes(key)) localStorage.removeItem(key);
  await deleteDatabase(userId);
  outbox.value = []; // last: what was being sent has read it again meanwhile
}
