import { ApiError } from "@downwind/client";

export { ApiError };

/** No response: the connection is lost, or the server took too long. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/**
 * Whether the same request may succeed later without any change: no response, a busy server, too many requests, or a
 * request with the same Idempotency-Key that is still being processed (a 409 with `Retry-After`).
 */
export function isTemporary(error: unknown): boolean {
  if (error instanceof Unreachable) return true;
  if (!(error instanceof ApiError)) return false;
  const isInFlight = error.status === 409 && error.retryAfter !== undefined;
  return isInFlight || error.status >= 500 || [408, 425, 429].includes(error.status);
}

/** Whether the object does not exist, or may not be seen, which the API does not distinguish. */
export function isNotFound(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/** The messages by field of a refused input, the first of each. */
export function getFieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries(Object.entries(error.errors).map(([field, texts]) => [field, texts[0] ?? ""]));
}
