import type { LessonOf } from "@/base/learning/storedTime";
import { keepFact } from "@/base/store/store";

/** Under this fact stands the id of the slide that was shown last. */
export function namePlaceFact({ lesson, enrollment }: LessonOf): string {
  return `lesson:place:${lesson}:${enrollment}`;
}

/** Remembers the slide that is shown; undefined at the end, where the next visit begins anew. */
export function keepPlace(of: LessonOf, slide: string | undefined): Promise<void> {
  return keepFact(namePlaceFact(of), slide).catch(() => undefined); // a full disk must not stop the slides
}
