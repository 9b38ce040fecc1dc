// Sessions of which the server has not heard that they were logged out. What is kept of each is the digest of its token,
// with which the server ends it (docs/api.md, section 2): nobody can read as the person with it, and it names nobody.
import { api, unwrap } from "@/base/api/client";
import { onConnection } from "@/base/api/connection";

const KEY = "downwind.ended";
/** On a device that is never connected again, the oldest ones expire by themselves. */
const MOST = 50;

/** Keeps what is needed to end a session later. Nothing where the browser cannot compute digests, as without HTTPS. */
export async function keepRevocation(token: string): Promise<void> {
  const digest = await computeDigest(token).catch(() => undefined);
  if (digest !== undefined) store([...listKept(), digest].slice(-MOST));
}

async function computeDigest(token: string): Promise<string> {
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
  return [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Ends these sessions now and whenever the connection is back, whoever is logged in. Returns the function that stops it. */
export function startRevoking(): () => void {
  void revoke();
  return onConnection(() => void revoke());
}

async function revoke(): Promise<void> {
  for (const digest of listKept()) {
    try {
      await unwrap(api.POST("/users/end_session.json", { body: { digest } }));
    } catch {
      return; // with the next connection
    }
    store(listKept().filter((kept) => kept !== digest));
  }
}

function listKept(): string[] {
  return (localStorage.getItem(KEY) ?? "").split(" ").filter(Boolean);
}

function store(digests: string[]): void {
  if (digests.length > 0) localStorage.setItem(KEY, digests.join(" "));
  else localStorage.removeItem(KEY);
}
