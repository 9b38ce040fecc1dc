// Reading for screens: shows at once what is stored, then what the server says, and goes on showing the former where
// there is no connection.

import { ApiError, unwrap } from "@downwind/client";
import { type Signal, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { COPIED_AT, COPY_ONLY } from "./client";
import { onReconnect } from "./connection";

/** What a request of a reading passes on to `api.GET`, next to its own parameters. */
// A type and not an interface: only those fit the index signature of `api.GET`.
export type Via = { headers: Record<string, string> };

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** A GET: `(via) => api.GET("/trainings.json", { ...via, params: … })`. */
export type ReadRequest<T> = (via: Via) => Promise<Result<T>>;

export interface Reading<T> {
  data: T | undefined;
  /** Why there is nothing to show, or why what is shown could not be brought up to date. */
  error: unknown;
  isLoading: boolean;
  /** When what is shown was received, if it is a stored copy because the server could not be reached. */
  copiedAt: Date | undefined;
  reload: () => Promise<void>;
}

type State<T> = Omit<Reading<T>, "reload">;

const EMPTY: State<never> = { data: undefined, error: undefined, isLoading: true, copiedAt: undefined };
const states = new Map<string, Signal<State<unknown>>>();
const requests = new Map<string, ReadRequest<unknown>>();

/**
 * What `request` reads, kept up to date while a screen shows it. Screens with the same `key` share one state, so the key
 * names the path and everything that the request depends on. An undefined key reads nothing.
 */
export function useReading<T>(key: string | undefined, request: ReadRequest<T>): Reading<T> {
  const state = getState<T>(key ?? "");
  useEffect(() => {
    if (key === undefined) return;
    requests.set(key, request);
    void refresh(key);
    return onReconnect(() => void refresh(key));
  }, [key]);
  return { ...state.value, reload: () => (key === undefined ? Promise.resolve() : refresh(key)) };
}

/** Reads again what screens have read whose key begins with `prefix`; after a write. */
export async function invalidate(...prefixes: string[]): Promise<void> {
  const keys = [...requests.keys()].filter((key) => prefixes.some((prefix) => key.startsWith(prefix)));
  await Promise.all(keys.map(refresh));
}

/** Forgets everything that was read; when somebody logs out. */
export function forgetReadings(): void {
  states.clear();
  requests.clear();
}

function getState<T>(key: string): Signal<State<T>> {
  let state = states.get(key) as Signal<State<T>> | undefined;
  if (!state) {
    state = signal<State<T>>(key ? EMPTY : { ...EMPTY, isLoading: false });
    states.set(key, state as Signal<State<unknown>>);
  }
  return state;
}

async function refresh(key: string): Promise<void> {
  const state = getState<unknown>(key);
  const request = requests.get(key);
  if (!request) return;
  if (state.value.data === undefined) await showCopy(state, request);
  state.value = { ...state.value, isLoading: true };
  try {
    const result = await request({ headers: {} });
    const data = await unwrap(Promise.resolve(result));
    const copiedAt = result.response.headers.get(COPIED_AT);
    state.value = {
      data,
      error: undefined,
      isLoading: false,
      copiedAt: copiedAt ? new Date(Number(copiedAt)) : undefined,
    };
  } catch (error) {
    const isGone = error instanceof ApiError && [403, 404].includes(error.status);
    state.value = { ...state.value, ...(isGone ? { data: undefined } : {}), error, isLoading: false };
  }
}

async function showCopy(state: Signal<State<unknown>>, request: ReadRequest<unknown>): Promise<void> {
  const { data } = await request({ headers: { [COPY_ONLY]: "1" } });
  if (data !== undefined && state.value.data === undefined) state.value = { ...state.value, data };
}
