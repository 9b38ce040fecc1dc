// The client of the API that every room uses. What it adds to the generated one: the language, a time limit, and
// copies of responses, so that what was seen once can be seen without a connection.
import { downwind } from "@downwind/client";

import { expireSession, session } from "@/base/session/session";
import { findCopy, keepCopy } from "@/base/store/copies";
import { language } from "@/base/texts/language";

import { noteConnection } from "./connection";
import { Unreachable } from "./errors";

export { type Schemas, unwrap } from "@downwind/client";

/** Asks for the stored copy of a response instead of a new one; see `useReading`. */
export const COPY_ONLY = "X-Copy-Only";
/** On a response from the store: when it was received, in milliseconds. */
export const COPIED_AT = "X-Copied-At";
/** Slow 3G needs some seconds for a large response; longer than this, a person would have given up. */
const TIME_LIMIT_MS = 30_000;

export const api = downwind(location.origin);

api.use({
  async onRequest({ request }) {
    const isRead = request.method === "GET";
    if (isRead && request.headers.get(COPY_ONLY))
      return (await buildCopy(request.url)) ?? new Response(null, { status: 504 });
    // A request that ends another session has a token of its own.
    if (session.value && !request.headers.has("Authorization"))
      request.headers.set("Authorization", `Bearer ${session.value.token}`);
    request.headers.set("Accept-Language", language.value);
    const copy = isRead ? await findCopy(request.url) : undefined;
    if (copy?.etag) request.headers.set("If-None-Match", copy.etag);
    // The browser's own cache would outlive a logout: copies are ours alone to keep and to delete.
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    return new Request(request, { cache: "no-store", signal });
  },

  async onResponse({ request, response }) {
    if (response.headers.has(COPIED_AT)) return response; // what `onError` gave instead of a response passes here too
    noteConnection(true);
    if (response.status === 304) return (await buildCopy(request.url)) ?? response;
    if (response.status === 401 && isOfSession(request)) expireSession(session.value!.token);
    // A late response to the former person is not kept for the present one.
    if (request.method === "GET" && response.ok && isOfSession(request))
      await keepCopy(request.url, response.clone());
    return response;
  },

  async onError({ request }) {
    noteConnection(false);
    const copy = request.method === "GET" ? await buildCopy(request.url, true) : undefined;
    return copy ?? new Unreachable("no response");
  },
});

/** Whether the request had the present token: a late response to a former one ends no session. */
function isOfSession(request: Request): boolean {
  return (
    session.value !== undefined && request.headers.get("Authorization") === `Bearer ${session.value.token}`
  );
}

async function buildCopy(url: string, isOld = false): Promise<Response | undefined> {
  const copy = await findCopy(url);
  if (!copy) return undefined;
  const headers = new Headers({ "Content-Type": "application/json" });
  if (isOld) headers.set(COPIED_AT, String(copy.at));
  return new Response(copy.body, { headers });
}
