// Files (pictures, films, PDFs) kept for offline use.
import { Unreachable } from "@/base/api/errors";
import { mayKeepOffline } from "@/base/session/session";

import type { KeptFile } from "./database";
import { getDatabase } from "./store";

/**
 * Downloads the files and keeps them for `owner`, such as `lesson:ID`. Raises Unreachable without a connection, and an
 * error on a shared device (`mayKeepOffline`), where screens do not offer it.
 */
export async function keepFiles(owner: string, urls: string[]): Promise<void> {
  if (!mayKeepOffline.value) throw new Error("Nothing is kept on a shared device.");
  for (const url of new Set(urls)) await keepFile(owner, url);
}

async function keepFile(owner: string, url: string): Promise<void> {
  const database = await getDatabase();
  const kept = await database?.get("files", url);
  if (kept?.owners.includes(owner)) return;
  const blob = kept?.blob ?? (await download(url));
  await database?.put("files", { url, blob, owners: [...(kept?.owners ?? []), owner] });
}

async function download(url: string): Promise<Blob> {
  const response = await fetch(url, { cache: "no-store", credentials: "omit" }).catch(() => undefined);
  if (!response?.ok) throw new Unreachable(url);
  return response.blob();
}

/** The file if it is kept. */
export async function findFile(url: string): Promise<Blob | undefined> {
  return (await (await getDatabase())?.get("files", url))?.blob;
}

/** Deletes the files that only `owner` holds, except those that it goes on holding. */
export async function releaseFiles(owner: string, except: string[] = []): Promise<void> {
  const database = await getDatabase();
  for (const file of await listFilesOf(owner)) {
    if (except.includes(file.url)) continue;
    const owners = file.owners.filter((other) => other !== owner);
    if (owners.length > 0) await database?.put("files", { ...file, owners });
    else await database?.delete("files", file.url);
  }
}

/** The files that are kept for `owner`. */
export async function listFilesOf(owner: string): Promise<KeptFile[]> {
  const files = (await (await getDatabase())?.getAll("files")) ?? [];
  return files.filter((file) => file.owners.includes(owner));
}
