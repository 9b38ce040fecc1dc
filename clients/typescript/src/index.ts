// A typed client of Downwind. `schema.d.ts` is generated from docs/openapi.json; this file adds the token and the
// refusals to it.
import createClient, { type Client } from "openapi-fetch";

import type { components, paths } from "./schema.js";

/** The shapes of the document by name, e.g. `Schemas["MyTrainings"]`. */
export type Schemas = components["schemas"];

export interface Downwind extends Client<paths> {
  /** The session token or API key that every request carries; undefined before login. */
  token: string | undefined;
}

/** An answer that is no success: its status, the server's sentence, and the texts by field when input was invalid. */
export class Refused extends Error {
  override readonly name = "Refused";

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

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What a successful answer says; throws `Refused` for every other one. */
export async function told<T>(asked: Promise<Answer<T>>): Promise<NonNullable<T>> {
  const { data, error, response } = await asked;
  if (data !== undefined && data !== null) return data;
  const said = (error ?? {}) as Partial<Schemas["Error"]>;
  const wait = response.headers.get("Retry-After");
  throw new Refused(
    response.status,
    said.message ?? `The server answered ${response.status}.`,
    said.errors ?? {},
    wait === null ? undefined : Number(wait),
  );
}
