import { beforeEach, expect, test, vi } from "vitest";

import { openSession } from "@/base/session/session";
import { findCopy } from "@/base/store/copies";

import { api, COPIED_AT } from "./client";
import { isConnected } from "./connection";

const respond = vi.hoisted(() => {
  const fake = vi.fn<(request: Request) => Promise<Response>>();
  vi.stubGlobal("fetch", fake); // before the client of the API takes hold of it
  return fake;
});

beforeEach(() => openSession({ token: "t", userId: "client", isShared: false }));

test("without a connection a stored copy is given, and it keeps its age and its ETag", async () => {
  const headers = { "Content-Type": "application/json", ETag: '"1"' };
  respond.mockResolvedValueOnce(new Response('{"rows": []}', { headers }));
  await api.GET("/users/logins.json");
  const [first] = respond.mock.lastCall!;
  const stored = await findCopy(first.url);

  respond.mockRejectedValueOnce(new TypeError("Failed to fetch"));
  const { response } = await api.GET("/users/logins.json");

  expect(response.headers.get(COPIED_AT)).toBe(String(stored!.at));
  expect(await findCopy(first.url)).toEqual(stored);
  expect(isConnected.value).toBe(false);
});
