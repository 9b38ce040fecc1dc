import { signal } from "@preact/signals";

/** A short confirmation at the edge of the screen; announced by screen readers. One at a time. */
export const toast = signal<string | undefined>(undefined);
const SHOWN_FOR_MS = 5_000;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Says that something was done. What went wrong belongs beside what was tried, not here. */
export function showToast(text: string): void {
  clearTimeout(timer);
  toast.value = text;
  timer = setTimeout(() => {
    toast.value = undefined;
  }, SHOWN_FOR_MS);
}
