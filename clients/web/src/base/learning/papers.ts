import { listFacts } from "@/base/store/store";

/** Of each open attempt, the exam room keeps the time that is left, and deletes it at the end. */
const OPEN_ATTEMPT = "exam-remaining:";

/** An attempt that was begun on this device and not seen to end; undefined if there is none. */
export async function findBegunAttempt(): Promise<string | undefined> {
  const keys = await listFacts(OPEN_ATTEMPT);
  return keys.at(-1)?.slice(OPEN_ATTEMPT.length);
}
