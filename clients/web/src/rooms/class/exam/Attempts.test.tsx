import { cleanup, render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import type { ClassView } from "@/base/classes/state";
import { schoolZone } from "@/base/session/person";
import { startTexts } from "@/base/texts/translate";

import { AttemptLine, OffRoster, SittingNotice, useWatching } from "./Attempts";

const person = (id: string) => ({
  id,
  UserDetail: { id, name: "Sam", surname: `Student ${id}`, photo: null },
});
const start = "2026-03-18 10:05:00";
const open = { id: "a", start, finish: null, status: "open", score: null, passed: null };
const finished = { id: "b", start, finish: start, status: "finished", score: 66.67, passed: true };

function buildView(...attempts: [user: string, attempt: unknown, recorded: boolean][]): ClassView {
  const rows = attempts.map(([id, ExamAttempt, recorded]) => ({ User: person(id), ExamAttempt, recorded }));
  return {
    attendances: [{ User: person("1") }, { User: person("2") }],
    attempts: rows,
  } as unknown as ClassView;
}

beforeEach(async () => {
  schoolZone.value = "UTC";
  await startTexts();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("the teacher sees who is sitting the exam, and since when", () => {
  const { container } = render(<AttemptLine view={buildView(["1", open, false])} user="1" />);

  expect(container.textContent).toMatch(/Sitting the exam since 10:05/);
});

test("a result that is not in the record is marked, and one that is, is not said twice", () => {
  const view = buildView(["1", finished, true]);
  const short = render(<AttemptLine view={view} user="1" />).container;
  const full = render(<AttemptLine view={view} user="1" isFull />).container;
  const apart = render(<AttemptLine view={buildView(["1", finished, false])} user="1" />).container;

  expect(short.textContent).toBe("");
  expect(full.textContent?.trim()).toBe("Exam in the app: 66.7%, Passed");
  expect(apart.textContent).toBe("Not in the record Exam in the app: 66.7%, Passed");
});

test("whoever left the roster is named with the result", () => {
  const { container } = render(<OffRoster view={buildView(["1", finished, true], ["3", finished, false])} />);

  expect(container.textContent).toContain("Sam Student 3: Exam in the app: 66.7%, Passed");
  expect(container.textContent).not.toContain("Student 1");
});

test("before the signature the teacher is warned of those who still sit the exam", () => {
  const { container } = render(<SittingNotice view={buildView(["1", open, false], ["2", finished, true])} />);

  expect(container.textContent).toContain("1 student is still sitting the exam");
  expect(container.textContent).toContain("If you sign now, their results will not be in this class.");
  expect(render(<SittingNotice view={buildView(["2", finished, true])} />).container.textContent).toBe("");
});

test("a copy from before there were such exams shows none", () => {
  const view = { attendances: [] } as unknown as ClassView;

  expect(render(<OffRoster view={view} />).container.textContent).toBe("");
});

test("a class that is watched is read again and again, and no other", () => {
  vi.useFakeTimers();
  const reload = vi.fn(async () => undefined);
  function Watching({ isWatched }: { isWatched: boolean }) {
    useWatching(isWatched, reload);
    return null;
  }
  render(<Watching isWatched={false} />);
  vi.advanceTimersByTime(60_000);
  expect(reload).not.toHaveBeenCalled();

  const { unmount } = render(<Watching isWatched />);
  vi.advanceTimersByTime(45_000);
  expect(reload).toHaveBeenCalledTimes(3);
  unmount();
  vi.advanceTimersByTime(60_000);
  expect(reload).toHaveBeenCalledTimes(3);
});
