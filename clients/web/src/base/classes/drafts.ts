// Drafts of all classes of the person: stored on the device at once, shown from memory, the same in all tabs.
import { effect, signal } from "@preact/signals";

import { session } from "@/base/session/session";
import { CLASS_DRAFT } from "@/base/store/database";
import { countHeldClasses, heldClasses } from "@/base/store/held";
import { changeFact, getDatabase, listFacts, readFact } from "@/base/store/store";

import type { Draft } from "./draft";

/** The drafts by class id, as far as they are loaded (`loadDrafts`). */
export const drafts = signal<Record<string, Draft>>({});

type Change = (draft: Draft | undefined) => Draft | undefined;

const pending = new Map<string, number>();
const otherTabs = "BroadcastChannel" in globalThis ? new BroadcastChannel("downwind-classes") : undefined;
let owner: string | undefined;

effect(() => {
  // Somebody else logged in, without a reload: the former person's drafts stay on the device, and leave the memory.
  if (session.value?.userId === owner) return;
  owner = session.value?.userId;
  drafts.value = {};
});

otherTabs?.addEventListener("message", ({ data }: MessageEvent<string>) => {
  if (!pending.get(data)) void readFact<Draft>(CLASS_DRAFT + data).then((draft) => show(data, draft));
});

/** Reads all drafts of the person from the device. */
export async function loadDrafts(): Promise<void> {
  for (const key of await listFacts(CLASS_DRAFT)) {
    const classId = key.slice(CLASS_DRAFT.length);
    if (!pending.get(classId)) show(classId, await readFact<Draft>(key));
  }
}

/**
 * Changes the draft of a class; `change` gets undefined if there is none, and returns undefined to delete it. It is called
 * twice, for the memory and for the device, so that what is typed is seen at once. Resolves when it is stored.
 */
export async function editDraft(classId: string, change: Change): Promise<void> {
  const before = owner;
  pending.set(classId, (pending.get(classId) ?? 0) + 1);
  show(classId, change(drafts.value[classId]));
  const stored = await storeChange(classId, change).finally(() =>
    pending.set(classId, pending.get(classId)! - 1),
  );
  if (!pending.get(classId) && stored && before === owner) show(classId, stored.draft);
}

/** Undefined where the browser stores nothing: then the memory is all there is. */
async function storeChange(
  classId: string,
  change: Change,
): Promise<{ draft: Draft | undefined } | undefined> {
  if (!(await getDatabase())) {
    heldClasses.value = Object.keys(drafts.value).length;
    return undefined;
  }
  const draft = await changeFact<Draft>(CLASS_DRAFT + classId, change);
  otherTabs?.postMessage(classId);
  await countHeldClasses();
  return { draft };
}

/** The draft as it is stored, which another tab may have changed; from memory where nothing is stored. */
export async function readDraft(classId: string): Promise<Draft | undefined> {
  if (!(await getDatabase())) return drafts.value[classId];
  return readFact<Draft>(CLASS_DRAFT + classId);
}

function show(classId: string, draft: Draft | undefined): void {
  const { [classId]: _, ...rest } = drafts.value;
  drafts.value = draft ? { ...rest, [classId]: draft } : rest;
}
