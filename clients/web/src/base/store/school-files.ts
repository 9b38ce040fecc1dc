// Files of the school's server as blobs, from the device where they are kept. They are requested without cookies: a
// slide must not make its reader request anything with the session that they have in the admin.
import { Unreachable } from "@/base/api/errors";

import { findFile } from "./files";

/** A file that the server does not have any more. */
export class FileLost extends Error {
  override readonly name = "FileLost";
}

/** The file: the kept copy if there is one, else the server's. Raises Unreachable without a connection, or FileLost. */
export async function loadFile(path: string): Promise<Blob> {
  const kept = await findFile(path);
  if (kept) return kept;
  const response = await fetch(path, { credentials: "omit" }).catch(() => undefined);
  if (!response) throw new Unreachable(path);
  if (!response.ok) throw response.status >= 500 ? new Unreachable(path) : new FileLost(path);
  return response.blob();
}
