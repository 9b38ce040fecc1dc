import { mayKeepOffline } from "@/base/session/session";

import type { Copy } from "./database";
import { getDatabase } from "./store";

/** The stored copy of a response, by the URL of the request. */
export async function findCopy(url: string): Promise<Copy | undefined> {
  return (await getDatabase())?.get("copies", url);
}

/** Stores a JSON response, unless the server forbids it (`no-store`: it holds a secret). */
export async function keepCopy(url: string, response: Response): Promise<void> {
  const isSecret = response.headers.get("Cache-Control")?.includes("no-store") ?? false;
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json") ?? false;
  const database = await getDatabase();
  if (isSecret || !isJson || !database || !mayKeepOffline.value) return;
  const copy: Copy = { url, body: await response.text(), etag: response.headers.get("ETag"), at: Date.now() };
  await database.put("copies", copy).catch(() => undefined); // a full disk must not break reading
}

/** Deletes the stored copies of responses. */
export async function deleteCopies(urls: string[]): Promise<void> {
  const database = await getDatabase();
  for (const url of urls) await database?.delete("copies", url);
}
