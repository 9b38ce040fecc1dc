import { expect, test } from "vitest";

import { findCurrent, STAFF, STUDENT } from "./places";

test.each([
  ["/app/", "shell:home"],
  ["/app", "shell:home"],
  ["/app/trainings", "shell:home"],
  ["/app/trainings/lessons/view/1/2", "shell:home"],
  ["/app/trainings/trainings/calendar", "shell:timetable"],
  ["/app/trainings/onsite/class/1", "shell:timetable"],
  ["/app/trainings/missions/flight/1", "shell:flights"],
  ["/app/users/password", "shell:account"],
  ["/app/trainings/lessons/kept", "shell:account"],
])("to a student, %s belongs to %s", (path, label) => {
  expect(findCurrent(STUDENT, path)?.label).toBe(label);
});

test.each([
  ["/app/trainings/onsite/class/1/sign", "shell:today"],
  ["/app/trainings/trainings/view/1", "shell:today"],
  ["/app/trainings/students/view/1", "shell:students"],
  ["/app/manager/trainings/students/list", "shell:students"],
  ["/app/trainings/missions/record/1", "shell:students"],
  ["/app/trainings/subjects/material/1/2", "shell:teaching"],
  ["/app/trainings/lessons/slides/1", "shell:teaching"],
  ["/app/users/email", "shell:account"],
])("to staff, %s belongs to %s", (path, label) => {
  expect(findCurrent(STAFF, path)?.label).toBe(label);
});

test("messages belong to no place", () => {
  expect(findCurrent(STUDENT, "/app/messages/messages/view/1")).toBeUndefined();
});
