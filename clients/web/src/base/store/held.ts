// Marks that wait on the device until they have been compared with what is recorded (`base/classes`): they are no entries
// of the outbox, which would send them as they are.
import { signal } from "@preact/signals";

import { CLASS_DRAFT } from "./database";
import { listFacts } from "./store";

/** How many classes have marks on this device that are not sent yet. */
export const heldClasses = signal(0);

/** Counts what is stored; at the start, and after each change. */
export async function countHeldClasses(): Promise<void> {
  heldClasses.value = (await listFacts(CLASS_DRAFT)).length;
}
