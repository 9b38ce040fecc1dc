// The time that was studied and is not sent yet, as a fact on the device: a crash loses the seconds since it was last
// added, a completion sends all of it once.
import { api, unwrap } from "@/base/api/client";
import { listStudyTimes, STUDY_TIME } from "@/base/store/database";
import { discardEntries, enqueue, type OutboxEntry, send } from "@/base/store/outbox";
import { getDatabase } from "@/base/store/store";

/** A lesson of an enrollment. */
export interface LessonOf {
  lesson: string;
  enrollment: string;
}

const PATH = "/trainings/lessons/complete.json";

export function nameTimeFact({ lesson, enrollment }: LessonOf): string {
  return `${STUDY_TIME}${lesson}:${enrollment}`;
}

/** The topic of the completions of a lesson in the outbox. */
export function nameTopic({ lesson, enrollment }: LessonOf): string {
  return `lesson:${lesson}:${enrollment}`;
}

/** Adds seconds to those that are kept, in one step: another tab may study too. Returns all of them. */
export async function addTime(of: LessonOf, seconds: number): Promise<number> {
  const database = await getDatabase();
  if (!database) throw new Error("This browser stores nothing.");
  const transaction = database.transaction("facts", "readwrite");
  const key = nameTimeFact(of);
  const total = Number((await transaction.store.get(key)) ?? 0) + seconds;
  if (seconds > 0) await transaction.store.put(total, key);
  await transaction.done;
  return total;
}

/** Writes down that the lesson is completed, with all the time that is kept, which is forgotten in the same step. */
export async function enqueueCompletion(of: LessonOf): Promise<void> {
  const body = { lessonId: of.lesson, enrollmentId: of.enrollment, timeSpent: await addTime(of, 0) };
  await enqueue({ topic: nameTopic(of), path: PATH, body }, { [nameTimeFact(of)]: undefined });
}

/** The seconds in a completion that waits, or was refused. */
export function readSeconds(body: unknown): number {
  return (body as { timeSpent?: number }).timeSpent ?? 0;
}

/** Sends a refused completion once more, as a new one: the server remembers the refusal of the former. */
export async function sendAgain(entry: OutboxEntry): Promise<void> {
  const { topic, path, body } = entry;
  await enqueue({ topic, path, body });
  await discardEntries([entry]);
}

export interface UnsentTime extends LessonOf {
  seconds: number;
}

/** The study time that a logout would lose, without what is shorter than a minute. */
export async function listUnsentTimes(): Promise<UnsentTime[]> {
  const database = await getDatabase();
  const times = database ? await listStudyTimes(database) : [];
  return times.map(([fact, seconds]) => {
    const [lesson = "", enrollment = ""] = fact.slice(STUDY_TIME.length).split(":");
    return { lesson, enrollment, seconds };
  });
}

/** Sends the time of lessons that are completed already: it is added to theirs, and changes nothing else. */
export async function sendTimesOfCompleted(): Promise<void> {
  for (const time of await listUnsentTimes()) if (await isCompleted(time)) await enqueueCompletion(time);
  await send();
}

/** As far as it can be told now: false for a lesson that cannot be read. */
async function isCompleted({ lesson, enrollment }: LessonOf): Promise<boolean> {
  const params = { path: { lesson_id: lesson, enrollment_id: enrollment } };
  try {
    const view = await unwrap(
      api.GET("/trainings/lessons/view/{lesson_id}/{enrollment_id}.json", { params }),
    );
    return view.lesson.LessonSlide.some(({ completed }) => completed);
  } catch {
    return false;
  }
}
