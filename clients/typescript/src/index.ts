// A typed client of Downwind. `schema.d.ts` is generated from docs/openapi.json; this file adds the token, and
// errors as exceptions.
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

/** The shapes of the document by name, e.g. `Schemas["MyTrainings"]`. */
export type Schemas = components["schemas"];

export interface Downwind extends Client<paths> {
  /** The session token or API key that every request carries; undefined before login. */
  token: string | undefined;
}

/** An unsuccessful response: its status, the server's message, and the texts by field when input was invalid. */
export class ApiError extends Error {
  override readonly name = "ApiError";

  constructor(
    readonly status: number,
    message: string,
    readonly errors: Record<string, string[]>,
    /** Seconds to wait before the next try, when the server says so (429, 503). */
    readonly retryAfter: number | undefined,
  ) {
    super(message);
  }
}

/** A client of the server at `baseUrl`. Set `token` after login, or give an API key. */
export function downwind(baseUrl: string, token?: string): Downwind {
  const client: Downwind = Object.assign(createClient<paths>({ baseUrl }), { token });
  client.use({
    onRequest({ request }) {
      if (client.token) request.headers.set("Authorization", `Bearer ${client.token}`);
      return request;
    },
  });
  return client;
}

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a successful response; throws `ApiError` for every other one. */
export async function unwrap<T>(request: Promise<Result<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await request;
  if (data !== undefined && data !== null) return data;
  const body = (error ?? {}) as Partial<Schemas["Error"]>;
  const wait = response.headers.get("Retry-After");
  throw new ApiError(
    response.status,
    body.message ?? `The server responded with ${response.status}.`,
    body.errors ?? {},
    wait === null ? undefined : Number(wait),
  );
}
