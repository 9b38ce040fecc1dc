// What makes a class usable without a connection: copies of the class and of all its evaluations, and the photos.
import { signal } from "@preact/signals";

import { KEPT_CLASS } from "@/base/store/database";
import { keepFiles, releaseFiles } from "@/base/store/files";
import { keepFact, listFacts, readFact } from "@/base/store/store";

import { hasUnsent } from "./draft";
import { readDraft } from "./drafts";
import { readFreshClass, readFreshEvaluations } from "./reads";
import type { ClassView } from "./state";

interface Pack {
  /** When it was kept, in milliseconds. */
  at: number;
  datetime: string;
}

const KEPT_DAYS = 21;

/** The classes that are kept on this device, by id, with the moment in milliseconds. */
export const keptClasses = signal<Record<string, number>>({});

/**
 * Keeps a class for recording it without a connection; not on a shared device, where screens do not offer it. Raises
 * Unreachable, and ApiError of what may not be read.
 */
export async function keepClass(classId: string): Promise<void> {
  const view = await readFreshClass(classId);
  const users = view.attendances.map((row) => row.User.id);
  await readFreshEvaluations(classId, users);
  await keepFiles(getOwner(classId), listPhotos(view));
  const pack: Pack = { at: Date.now(), datetime: view.class.LessonClass.datetime };
  await keepFact(KEPT_CLASS + classId, pack);
  await loadPacks();
}

function listPhotos(view: ClassView): string[] {
  return view.attendances.flatMap(({ User: { UserDetail } }) => (UserDetail.photo ? [UserDetail.photo] : []));
}

function getOwner(classId: string): string {
  return `class:${classId}`;
}

/** Reads which classes are kept, and gives up those of long ago that nothing waits for. */
export async function loadPacks(now = Date.now()): Promise<void> {
  const kept: Record<string, number> = {};
  for (const key of await listFacts(KEPT_CLASS)) {
    const classId = key.slice(KEPT_CLASS.length);
    const pack = await readFact<Pack>(key);
    if (pack && now - pack.at > KEPT_DAYS * 86_400_000 && !hasUnsent(await readDraft(classId)))
      await releaseClass(classId);
    else if (pack) kept[classId] = pack.at;
  }
  keptClasses.value = kept;
}

async function releaseClass(classId: string): Promise<void> {
  await releaseFiles(getOwner(classId));
  await keepFact(KEPT_CLASS + classId, undefined);
}
