import { renderHook } from "@testing-library/preact";
import { expect, test, vi } from "vitest";

import { FakeServer } from "@/base/classes/test-server";

const server = new FakeServer();
vi.stubGlobal("fetch", (input: Request) => server.fetch(input));
const { session } = await import("@/base/session/session");
const { startDraft } = await import("@/base/classes/draft");
const { editMarks } = await import("@/base/classes/marks");
const { keepFact } = await import("@/base/store/store");
const { CLASS_DRAFT } = await import("@/base/store/database");
const { heldClasses } = await import("@/base/store/held");
const { useSending } = await import("./useSending");
type ClassView = Parameters<typeof startDraft>[0];

/** What another page, which is closed by now, has left on the device. */
async function leaveMarks(): Promise<void> {
  const recorded = server.stored.read()["1"];
  const marks = editMarks({}, { value: true }, { user: "1", recorded, at: 0 });
  await keepFact(`${CLASS_DRAFT}c`, { ...startDraft(server.readClass() as unknown as ClassView), marks });
}

test("marks of a class are sent whatever screen is shown", async () => {
  Object.defineProperty(navigator, "locks", {
    configurable: true,
    value: { request: async (...rest: unknown[]) => (rest.at(-1) as () => unknown)() },
  });
  session.value = { token: "t", userId: "300", isShared: false };
  await leaveMarks();

  renderHook(useSending);

  await vi.waitFor(() => expect(server.stored.read()["1"]!["value"]).toBe(true), 3_000);
  await vi.waitFor(() => expect(heldClasses.value).toBe(0));
});
