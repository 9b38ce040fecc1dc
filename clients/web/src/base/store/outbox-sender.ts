import { api, unwrap } from "@/base/api/client";

import type { OutboxEntry } from "./outbox-entry";

/** Writes are small and may be sent again, and others wait behind them: shorter than the limit of other requests. */
const TIME_LIMIT_MS = 15_000;

export interface Delivery {
  /** The body of the response. */
  response: unknown;
  /** The server had the entry already: the response is the one of that time. */
  isReplayed: boolean;
  /** By `performance.now()`. */
  sentAt: number;
  receivedAt: number;
}

/** Sends one write with its Idempotency-Key. Raises ApiError or Unreachable. */
export async function sendWrite({ path, body, key }: OutboxEntry): Promise<Delivery> {
  // The path was typed where the entry was made; here it is any of them.
  const post = api.POST as unknown as (
    path: string,
    init: unknown,
  ) => Promise<{ data?: unknown; response: Response }>;
  const sentAt = performance.now();
  const signal = AbortSignal.timeout(TIME_LIMIT_MS);
  const result = await post(path, { body, signal, headers: { "Idempotency-Key": key } });
  const response = await unwrap(Promise.resolve(result));
  const isReplayed = result.response.headers.get("Idempotency-Replayed") === "true";
  return { response, isReplayed, sentAt, receivedAt: performance.now() };
}
