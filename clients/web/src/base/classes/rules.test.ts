import { expect, test } from "vitest";

import { findRecordingObstacle, findSigningObstacle, findUnsigningObstacle } from "./rules";
import type { ClassView } from "./state";

const WINDOWS = { class_opens_before: 240, class_closes_after: 4320 };
const TEACHER = { userId: "4", isManager: false };
const MANAGER = { userId: "2", isManager: true };

function build({ signed = false, roster = ["7"] } = {}): ClassView {
  const LessonClass = {
    datetime: "2026-03-18 12:00:00",
    minutes: 60,
    teacher_id: "4",
    status: signed ? "closed" : "scheduled",
  };
  const attendances = roster.map((id) => ({ User: { id } }));
  return { class: { LessonClass }, attendances } as unknown as ClassView;
}

const at = (text: string) => new Date(`${text}Z`);

test("a class opens hours before its start and closes days after it, for its teacher", () => {
  const find = (moment: string, viewer = TEACHER) =>
    findRecordingObstacle(build(), viewer, WINDOWS, at(moment));

  expect(find("2026-03-18T07:59:59")).toBe("too_early");
  expect(find("2026-03-18T08:00:00")).toBeUndefined();
  expect(find("2026-03-21T12:00:00")).toBeUndefined();
  expect(find("2026-03-21T12:00:01")).toBe("too_late");
  expect(find("2026-05-01T12:00:00", MANAGER)).toBeUndefined();
});

test("others, and a teacher who is on the roster, record nothing", () => {
  const now = at("2026-03-18T12:30:00");

  expect(findRecordingObstacle(build(), { userId: "9", isManager: false }, WINDOWS, now)).toBe(
    "not_in_charge",
  );
  expect(findRecordingObstacle(build({ roster: ["4", "7"] }), TEACHER, WINDOWS, now)).toBe("not_in_charge");
});

test("the teacher signs, also late; a manager never does", () => {
  expect(findSigningObstacle(build(), TEACHER, WINDOWS, at("2026-06-01T00:00:00"))).toBeUndefined();
  expect(findSigningObstacle(build(), MANAGER, WINDOWS, at("2026-03-18T13:00:00"))).toBe("not_teacher");
  expect(findSigningObstacle(build({ signed: true }), TEACHER, WINDOWS, at("2026-03-18T13:00:00"))).toBe(
    "signed",
  );
});

test("the teacher takes the signature back while the class can be corrected, a manager later too", () => {
  const signed = build({ signed: true });

  expect(findUnsigningObstacle(signed, TEACHER, WINDOWS, at("2026-03-20T00:00:00"))).toBeUndefined();
  expect(findUnsigningObstacle(signed, TEACHER, WINDOWS, at("2026-03-22T00:00:00"))).toBe("too_late");
  expect(findUnsigningObstacle(signed, MANAGER, WINDOWS, at("2026-03-22T00:00:00"))).toBeUndefined();
  expect(findUnsigningObstacle(build(), TEACHER, WINDOWS, at("2026-03-18T13:00:00"))).toBe("not_signed");
});
