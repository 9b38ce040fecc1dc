// Large parts of the app that only some lessons need (PDF, formulas). They are not loaded with the app, but kept once
// they were used, so that a lesson that is kept for offline use has them.

declare const self: ServiceWorkerGlobalScope;
/** The paths of these parts in this build; their names end with a hash of their content. */
declare const __PARTS__: string[];

const CACHE = "downwind-parts";

/** Serves the parts from the cache, and renews those that were used when a new version of the app is installed. */
export function keepUsedParts(): void {
  self.addEventListener("fetch", (event) => {
    if (__PARTS__.includes(new URL(event.request.url).pathname)) event.respondWith(usePart(event.request));
  });
  self.addEventListener("install", (event) => event.waitUntil(renewParts()));
  self.addEventListener("activate", (event) => event.waitUntil(deleteFormerParts()));
  // Also of the page that installed the worker, whose lessons may be kept before it is loaded again.
  self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
}

async function usePart(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const stored = await cache.match(request.url);
  if (stored) return stored;
  const response = await fetch(request);
  if (response.ok) await cache.put(request.url, response.clone());
  return response;
}

/** Loads the new version of each part that is kept. Without it the app still works: the part is loaded when it is used. */
async function renewParts(): Promise<void> {
  const cache = await caches.open(CACHE);
  const kept = new Set((await listKept(cache)).map(nameFamily));
  const wanted = __PARTS__.filter((path) => kept.has(nameFamily(path)));
  await cache.addAll(wanted).catch(() => undefined);
}

async function deleteFormerParts(): Promise<void> {
  const cache = await caches.open(CACHE);
  for (const path of await listKept(cache)) if (!__PARTS__.includes(path)) await cache.delete(path);
}

async function listKept(cache: Cache): Promise<string[]> {
  return (await cache.keys()).map((request) => new URL(request.url).pathname);
}

/** The name without the hash. */
function nameFamily(path: string): string {
  return path.replace(/-[0-9a-f]{8}(?=\.\w+$)/, "");
}
