import { signal } from "@preact/signals";

const KEY = "downwind.shared";

/** Whether other people use this device; remembered for the next login on it, whoever logs in. */
export const isSharedDevice = signal(localStorage.getItem(KEY) === "1");

export function rememberShared(isShared: boolean): void {
  isSharedDevice.value = isShared;
  if (isShared) localStorage.setItem(KEY, "1");
  else localStorage.removeItem(KEY);
}
