import { describe, expect, it } from "vitest";

import type { ClassView } from "@/base/classes/state";

import {
  type ClassAttempt,
  findAttempt,
  getAttemptState,
  isScheduled,
  listOffRoster,
  listSitting,
} from "./states";

const person = (id: string) => ({ id, UserDetail: { id, name: "Sam", surname: id, photo: null } });
const attempt = (user: string, status: "open" | "finished", recorded: boolean) =>
  ({ ExamAttempt: { id: user, status }, User: person(user), recorded }) as unknown as ClassAttempt;

function buildView(attempts: ClassAttempt[], exam: unknown = null): ClassView {
  const attendances = ["1", "2"].map((id) => ({ User: person(id) }));
  return { attendances, attempts, class: { TrainingSubjectExam: exam } } as unknown as ClassView;
}

describe("the attempts of a class", () => {
  it("are under way, recorded, or apart from the class", () => {
    expect(getAttemptState(attempt("1", "open", false))).toBe("sitting");
    expect(getAttemptState(attempt("1", "finished", true))).toBe("recorded");
    expect(getAttemptState(attempt("1", "finished", false))).toBe("apart");
  });

  it("are found by student, those off the roster too", () => {
    const view = buildView([attempt("2", "open", false), attempt("3", "finished", false)]);

    expect(findAttempt(view, "2")?.User.id).toBe("2");
    expect(findAttempt(view, "1")).toBeUndefined();
    expect(listOffRoster(view).map(({ User }) => User.id)).toEqual(["3"]);
    expect(listSitting(view).map(({ User }) => User.id)).toEqual(["2"]);
  });
});

describe("the exam of a class", () => {
  it.each([
    [null, false],
    [{ type: "ONSITE", access_mode: "SCHEDULED" }, false],
    [{ type: "ONLINE", access_mode: "FREE" }, false],
    [{ type: "ONLINE", access_mode: "SCHEDULED" }, true],
  ])("%o is taken in the app: %s", (exam, expected) => {
    expect(isScheduled(buildView([], exam))).toBe(expected);
  });
});
