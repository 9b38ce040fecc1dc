// For tests: pages that are loaded one after the other, and locks as several tabs hold them.
import { vi } from "vitest";

/** Loads the session's module as a new page does. Pages of earlier tests hear events too, but their storage is gone. */
export async function startPage() {
  vi.resetModules();
  return import("./session");
}

/** What a new page would find. */
export function readStored(): unknown {
  const text = sessionStorage.getItem("downwind.session") ?? localStorage.getItem("downwind.session");
  return text === null ? undefined : JSON.parse(text);
}

/** Locks of which those of `present` are held by another tab. */
export function stubLocks(present: string[] = []): void {
  const isHeld = (name: string) => present.some((userId) => name === `downwind-person-${userId}`);
  const request = async (name: string, ...rest: unknown[]) => {
    const act = rest.at(-1) as (lock: unknown) => unknown;
    const { ifAvailable = false } = rest.length > 1 ? (rest[0] as LockOptions) : {};
    return act(ifAvailable && isHeld(name) ? null : { name });
  };
  Object.defineProperty(navigator, "locks", { value: { request }, configurable: true });
}

/** How the browser came to the next pages: by a link, a reload, or by bringing back a tab. */
export function stubNavigation(type: NavigationTimingType, { wasDiscarded = false } = {}): void {
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([{ type } as PerformanceNavigationTiming]);
  Object.defineProperty(document, "wasDiscarded", { value: wasDiscarded, configurable: true });
}
