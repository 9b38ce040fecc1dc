// Which lessons are kept on this device, as facts `lesson:kept:LESSON:ENROLLMENT`.
import { signal } from "@preact/signals";

import { deleteCopies } from "@/base/store/copies";
import { KEPT_LESSON } from "@/base/store/database";
import { releaseFiles } from "@/base/store/files";
import { keepFact, listFacts, readFact } from "@/base/store/store";

/** A lesson of an enrollment. */
export interface LessonPlace {
  lesson: string;
  enrollment: string;
}

export interface KeptLesson extends LessonPlace {
  name: string;
  subjectId: string;
  subject: string;
  training: string;
  /** The ids of its slides, in order. */
  slides: string[];
  bytes: number;
  /** When it was last brought up to date, in milliseconds. */
  keptAt: number;
  /** False while it is downloaded, and where that was interrupted. */
  isComplete: boolean;
  /** Files that the server does not have any more. */
  lostFiles: number;
}

/** Every kept lesson; undefined until `loadKept`. */
export const keptLessons = signal<KeptLesson[] | undefined>(undefined);

/** Reads what is kept; by each screen that shows it. */
export async function loadKept(): Promise<void> {
  const keys = await listFacts(KEPT_LESSON);
  const lessons = await Promise.all(keys.map((key) => readFact<KeptLesson>(key)));
  keptLessons.value = lessons.filter((kept) => kept !== undefined);
}

/** The kept lesson of this place, if it is kept. Components that call this are drawn again when that changes. */
export function findKept({ lesson, enrollment }: LessonPlace): KeptLesson | undefined {
  return keptLessons.value?.find((kept) => kept.lesson === lesson && kept.enrollment === enrollment);
}

export async function storeKept(kept: KeptLesson): Promise<void> {
  await keepFact(KEPT_LESSON + nameOf(kept), kept);
  await loadKept();
}

/** Deletes a lesson from the device: its files, the text of its slides, and the fact. */
export async function removeKept(kept: KeptLesson): Promise<void> {
  await releaseFiles(nameOwner(kept));
  await deleteCopies(kept.slides.map(nameSlideCopy));
  await keepFact(KEPT_LESSON + nameOf(kept), undefined);
  await loadKept();
}

/** Who holds the files of a lesson in the store. */
export function nameOwner(place: LessonPlace): string {
  return `lesson:${nameOf(place)}`;
}

/** The address under which a slide's copy is stored. */
export function nameSlideCopy(slide: string): string {
  return `${location.origin}/trainings/lessons/slide/${slide}.json`;
}

function nameOf({ lesson, enrollment }: LessonPlace): string {
  return `${lesson}:${enrollment}`;
}
