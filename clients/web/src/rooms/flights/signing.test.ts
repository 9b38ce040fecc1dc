import { expect, test } from "vitest";

import { type FlightView, getStanding } from "./signing";

interface Facts {
  record?: Partial<FlightView["UserTrainingFlight"]>;
  training?: Partial<FlightView["Training"]>;
}

function buildFlight({ record, training }: Facts = {}): FlightView {
  return {
    UserTrainingFlight: { signed: false, completed: "2026-03-17 10:00:00", ...record },
    Training: { active: true, start: null, end: null, require_debriefing_signature: true, ...training },
    User: { id: "7" },
  } as FlightView;
}

test.each([
  ["open", {}],
  ["signed", { record: { signed: true } }],
  ["incomplete", { record: { completed: null } }],
  ["needless", { training: { require_debriefing_signature: false } }],
  ["closed", { training: { active: false } }],
  ["closed", { training: { end: "2026-03-17" } }],
  ["closed", { training: { start: "2026-03-19" } }],
  ["open", { training: { start: "2026-03-18", end: "2026-03-18" } }],
] as const)("for its student, a flight is %s with %o", (standing, facts) => {
  expect(getStanding(buildFlight(facts), "7", "2026-03-18")).toBe(standing);
});

test("nobody but the student signs", () => {
  expect(getStanding(buildFlight(), "4", "2026-03-18")).toBe("other");
});

test.each([
  ["incomplete", { record: { completed: null } }],
  ["needless", { training: { require_debriefing_signature: false } }],
] as const)("to its instructor, a flight that the student does not sign is %s with %o", (standing, facts) => {
  expect(getStanding(buildFlight(facts), "4", "2026-03-18")).toBe(standing);
});
