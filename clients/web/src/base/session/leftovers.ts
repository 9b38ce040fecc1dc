// What people have left on the device who did not log out: their session expired, or a shared device's tab was closed.
// Nobody else ever sees it. It waits for its owner as long as something in it has not reached the server.
import { countUnsentOf, deleteDatabase, deleteKept, listPeople } from "@/base/store/database";

import { whileAbsent } from "./presence";
import { expiredUserId, session } from "./session";

/** How many entries of people other than `userId` have not reached the server and would be lost. */
export async function countLeftBy(userId: string): Promise<number> {
  let count = 0;
  for (const owner of await listOthers(userId))
    await whileAbsent(owner, async () => {
      count += await countUnsentOf(owner);
    });
  return count;
}

/** Deletes what people other than `userId` have left; those who are logged in in another tab keep theirs. */
export async function deleteLeftBy(userId: string): Promise<void> {
  for (const owner of await listOthers(userId)) await whileAbsent(owner, () => deleteDatabase(owner));
}

/**
 * Deletes what a person has kept on the device before others used it too: they said so at this login. What waits to be sent
 * stays. A browser that stores nothing has nothing to delete.
 */
export async function deleteKeptBefore(userId: string): Promise<void> {
  await whileAbsent(userId, () => deleteKept(userId).catch(() => undefined));
}

/** Deletes what nobody waits for: of people who are not logged in, whose session did not expire, and who sent everything. */
export async function sweep(): Promise<void> {
  for (const owner of await listOthers(session.value?.userId)) {
    if (owner === expiredUserId.value) continue;
    await whileAbsent(owner, async () => {
      if ((await countUnsentOf(owner)) === 0) await deleteDatabase(owner);
    });
  }
}

async function listOthers(userId: string | undefined): Promise<string[]> {
  return (await listPeople()).filter((owner) => owner !== userId);
}
