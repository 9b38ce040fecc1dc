// The service worker keeps the app's own files, so that it starts without a connection. A new version waits until the
// person wants it, or until the app is opened the next time: never in the middle of an exam.
import { signal } from "@preact/signals";

import { trustScript } from "@/base/trusted";

/** A new version that is ready to take over. */
export const waitingWorker = signal<ServiceWorker | undefined>(undefined);

export function registerWorker(): void {
  if (!("serviceWorker" in navigator) || import.meta.env.DEV) return;
  void navigator.serviceWorker
    .register(trustScript("/app/sw.js"), { scope: "/app/" })
    .then(watch, () => undefined);
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = () => {
    // Without a controller this is the first installation, which replaces nothing.
    if (registration.waiting && navigator.serviceWorker.controller)
      waitingWorker.value = registration.waiting;
  };
  offer();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", offer);
  });
}

/** Lets the new version take over, and starts it. */
export function applyUpdate(): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload());
  waitingWorker.value?.postMessage({ type: "SKIP_WAITING" });
}
