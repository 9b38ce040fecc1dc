// What this device remembers of an attempt: where it belongs to, flags, the place, and the time that was left.
import { releaseFiles } from "@/base/store/files";
import { keepFact, readFact } from "@/base/store/store";

/** The enrollment and the exam of an attempt, which its own addresses do not name. */
export interface Origin {
  enrollment: string;
  exam: string;
}

export interface Notes {
  origin: Origin;
  flagged: string[];
  /** The id of the question that is shown. */
  place: string;
  /** Seconds that were left when this was written: an upper bound after a reload. */
  remaining: number;
}

/** What is only needed while the attempt is open. */
const OF_THE_PAPER = ["flagged", "place", "remaining", "answers"] as const;

export async function readNote<Name extends keyof Notes>(
  attempt: string,
  name: Name,
): Promise<Notes[Name] | undefined> {
  return readFact<Notes[Name]>(`exam-${name}:${attempt}`).catch(() => undefined);
}

/** Keeps a note; where nothing can be stored, it is gone after a reload. */
export async function keepNote<Name extends keyof Notes>(
  attempt: string,
  name: Name,
  value: Notes[Name],
): Promise<void> {
  await keepFact(`exam-${name}:${attempt}`, value).catch(() => undefined);
}

/** Deletes what is not needed once the attempt is finished. */
export async function forgetPaper(attempt: string): Promise<void> {
  for (const name of OF_THE_PAPER)
    await keepFact(`exam-${name}:${attempt}`, undefined).catch(() => undefined);
  await releaseFiles(`exam:${attempt}`).catch(() => undefined);
}
