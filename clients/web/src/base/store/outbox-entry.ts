/** A write that waits for the connection, or that needs the person: it was refused, or would overwrite something newer. */
export interface OutboxEntry {
  /** The order of sending; given by the database. Of an entry that could not be stored: a fraction above the others. */
  id?: number;
  /**
   * What it belongs to, such as `exam:ATTEMPT`: entries of one topic are sent in order, one after the other. Where they
   * have slots, one on which the server has failed is tried again after the others.
   */
  topic: string;
  /** Within the topic, what it sets, such as the id of a question. A later entry replaces one that is not sent yet. */
  slot: string | undefined;
  /** The documented path, such as `/trainings/exams/answer.json`. */
  path: string;
  body: unknown;
  /** The Idempotency-Key: the same write may be sent again, and counts once. */
  key: string;
  /** When the person made it, in milliseconds of the device's clock: to show, never to compute with. */
  createdAt: number;
  /** `held`: not sent, because the server has something else now than when it was made (`found`); the person decides. */
  state: "waiting" | "refused" | "held";
  /** Of a refused entry: the status, the server's message and the messages by field. */
  status?: number;
  message?: string;
  errors?: Record<string, string[]>;
  /** What the server had in this slot when the entry was made, as far as was known. */
  base?: unknown;
  /** Of a held entry: what the server has instead. */
  found?: unknown;
  /** It was sent at least once. The server may have it, even if no response came. */
  isTried?: boolean;
  /** The device could not store it: it ends with the page. */
  isVolatile?: boolean;
}

/** What the caller of `enqueue` says of a write. */
export type Write = Pick<OutboxEntry, "topic" | "path" | "body" | "base"> & {
  slot?: string | undefined;
  /** Keep and send it even if the device cannot store it; the entry then says `isVolatile`. */
  mayBeVolatile?: boolean;
};
