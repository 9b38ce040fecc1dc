import { fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { beforeEach, expect, test, vi } from "vitest";

import { stubLocks } from "@/base/session/test-pages";

const respond = vi.fn();
vi.stubGlobal("fetch", respond);
const { addTime } = await import("@/base/learning/storedTime");
const { session } = await import("@/base/session/session");
const { startTexts } = await import("@/base/texts/translate");
const { LogOut } = await import("./LogOut");

beforeEach(async () => {
  stubLocks();
  session.value = { token: "t", userId: "400", isShared: true };
  await startTexts();
});

test("who logs out is told of study time that is not sent, and where it can be", async () => {
  respond.mockImplementation(async () => Response.json({ lesson: { LessonSlide: [{ completed: false }] } }));
  await addTime({ lesson: "wind", enrollment: "e" }, 14 * 60);
  render(<LogOut />);
  fireEvent.click(screen.getByText("Log out"));

  await waitFor(() => screen.getByText("Study time of 14 min has not been sent and would be lost."));

  expect(screen.getByText("To the lesson").getAttribute("href")).toBe("/app/trainings/lessons/view/wind/e");
  expect(screen.getByText("Delete and log out")).toBeDefined();
});
