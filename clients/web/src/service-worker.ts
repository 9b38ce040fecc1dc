// Keeps the app's own files. Responses of the API and files of the school are never kept here: the app keeps them by
// person, and deletes them when the person logs out (src/base/store).
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  type PrecacheEntry,
  precacheAndRoute,
} from "workbox-precaching";

import { keepUsedParts } from "./service-worker-parts";

declare const self: ServiceWorkerGlobalScope;
declare const __PRECACHED__: PrecacheEntry[];

precacheAndRoute(__PRECACHED__);
cleanupOutdatedCaches();
keepUsedParts();

/** Every address of the app is the same page. */
const showApp = createHandlerBoundToURL("/app/");

self.addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  const url = new URL(event.request.url);
  if (url.pathname.startsWith("/app/")) event.respondWith(showApp({ event, request: event.request, url }));
});

self.addEventListener("message", (event) => {
  if ((event.data as { type?: string } | null)?.type === "SKIP_WAITING") void self.skipWaiting();
});
