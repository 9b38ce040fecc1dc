// In which tabs people are logged in. Session storage cannot be seen from another tab, so each tab holds a lock for its
// person, which the browser releases with the tab.

const nameLock = (userId: string) => `downwind-person-${userId}`;
let release = () => {};

/** This tab shows the person from now on; undefined: nobody. */
export function markPresent(userId: string | undefined): void {
  release();
  if (userId === undefined) return;
  const absent = new Promise<void>((resolve) => {
    release = resolve;
  });
  void navigator.locks?.request(nameLock(userId), { mode: "shared" }, () => absent);
}

/** Does something that is only right while the person is logged in in no tab; else nothing. */
export async function whileAbsent(userId: string, act: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameLock(userId), { ifAvailable: true }, (lock) =>
    lock ? act() : undefined,
  );
}

/**
 * Whether the browser has brought this tab back after it was closed ("Reopen closed tab", the tabs of the last time),
 * and its session storage with it. Going back to the app from another page looks the same. A tab that was only put
 * aside to save memory was not closed.
 */
export function mayHaveBeenClosed(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const { wasDiscarded } = document as Document & { wasDiscarded?: boolean };
  return navigation?.type === "back_forward" && !wasDiscarded;
}
