import { describe, expect, test } from "vitest";

import { completeEdit, type Edit, editMarks, getValue, listDropped, type Marks, overlayMarks } from "./marks";
import { compareMarks, confirmSent, dropMarks, resolveConflict } from "./merge";
import { buildRequests } from "./state";
import { FakeClass } from "./test-class";

const NOBODY = {
  value: null,
  time: 0,
  exam_value: null,
  remarks: "",
  measures: "",
  exam_rating: "",
  code: "",
};

function edit(marks: Marks, change: Edit, recorded: Edit = NOBODY): Marks {
  return editMarks(marks, change, { user: "1", recorded, at: 0 });
}

test("what nobody else has changed is sent, and only that", () => {
  const marks = edit({}, { value: true, time: 3600 });
  const { send, conflicts } = compareMarks(marks, { 1: { ...NOBODY, remarks: "Theirs." } });

  expect(send.map(({ field, mine }) => [field, mine])).toEqual([
    ["value", true],
    ["time", 3600],
  ]);
  expect(conflicts).toEqual([]);
});

test("a field that was changed to something else is a conflict, with all three values", () => {
  const marks = edit({}, { remarks: "Mine." }, { ...NOBODY, remarks: "Before." });
  const { send, conflicts } = compareMarks(marks, { 1: { ...NOBODY, remarks: "Theirs." } });

  expect(send).toEqual([]);
  expect(conflicts).toEqual([
    {
      user: "1",
      field: "remarks",
      base: "Before.",
      mine: "Mine.",
      theirs: "Theirs.",
      dependents: [],
      implied: [],
    },
  ]);
});

test("the same change by both is settled without sending", () => {
  const marks = edit({}, { value: false });
  const { send, settled } = compareMarks(marks, { 1: { ...NOBODY, value: false } });

  expect(send).toEqual([]);
  expect(settled).toEqual([{ user: "1", field: "value" }]);
});

test("marks of a student who left the roster are named and stay", () => {
  const { removed, send, settled } = compareMarks(edit({}, { value: true }), {});

  expect([removed, send, settled]).toEqual([["1"], [], []]);
});

test("what changes back and forth keeps the value it was made on", () => {
  const once = edit({}, { value: true });
  const twice = edit(once, { value: false }, { ...NOBODY, value: true });

  expect(twice["1"]!["value"]).toMatchObject({ base: null, mine: false });
});

test("an absence that somebody else contradicts shows their minutes too, and overwrites both or none", () => {
  const present = edit({}, { value: true, time: 7200 });
  const marks = edit(present, { value: false, time: 0 }); // the minutes are as they were
  const recorded = { 1: { ...NOBODY, value: true, time: 3600 } };
  const [conflict] = compareMarks(marks, recorded).conflicts;

  expect(conflict).toMatchObject({ field: "value", implied: [{ field: "time", mine: 0, theirs: 3600 }] });
  const { send, conflicts } = compareMarks(resolveConflict(marks, conflict!, "mine", 1), recorded);
  expect(conflicts).toEqual([]);
  expect(send.map(({ field, mine }) => [field, mine])).toEqual([
    ["value", false],
    ["time", 0],
  ]);
  expect(resolveConflict(marks, conflict!, "theirs", 1)["1"]).not.toHaveProperty("value");
});

describe("a rating", () => {
  const rated = { "objective:a": "STD" };

  test("marks the student present", () => {
    expect(completeEdit(rated, NOBODY, 3600)).toEqual({ "objective:a": "STD", value: true, time: 3600 });
  });

  test("waits while somebody else has marked the student absent", () => {
    const marks = edit({}, rated, { ...NOBODY, value: true });
    const { send, conflicts, held } = compareMarks(marks, { 1: { ...NOBODY, value: false } });

    expect(send).toEqual([]);
    expect(held).toEqual([{ user: "1", field: "objective:a" }]);
    expect(conflicts).toMatchObject([
      { field: "value", base: true, mine: true, theirs: false, dependents: ["objective:a"] },
    ]);
  });

  test("is sent with the presence once the person insists, and given up otherwise", () => {
    const marks = edit({}, rated, { ...NOBODY, value: true });
    const recorded = { 1: { ...NOBODY, value: false } };
    const [conflict] = compareMarks(marks, recorded).conflicts;

    const mine = compareMarks(resolveConflict(marks, conflict!, "mine", 1), recorded);
    expect(mine.send.map(({ field }) => field).sort()).toEqual(["objective:a", "value"]);
    expect(resolveConflict(marks, conflict!, "theirs", 1)["1"]).toEqual({});
  });

  test("is given up by an absence, which says so before", () => {
    const marks = edit({}, { ...rated, value: true });

    expect(listDropped(marks, { value: false }, "1")).toEqual(["objective:a"]);
    expect(Object.keys(edit(marks, { value: false })["1"]!)).toEqual(["value"]);
  });
});

describe("an exam class", () => {
  test("an absence does not remove a result that somebody else has stored meanwhile", () => {
    const marks = edit({}, { value: false }, { ...NOBODY, value: true });
    const { send, conflicts } = compareMarks(marks, { 1: { ...NOBODY, value: true, exam_value: true } });

    expect(send).toEqual([]);
    expect(conflicts).toMatchObject([
      { field: "exam_value", mine: null, theirs: true, dependents: ["value"] },
    ]);
  });

  test("a result marks the student present, an absence takes the result away", () => {
    expect(completeEdit({ exam_value: true }, NOBODY, 60)).toEqual({
      exam_value: true,
      value: true,
      time: 60,
    });
    const passed = { ...NOBODY, value: true, time: 60, exam_value: true };
    expect(completeEdit({ value: false }, passed, 60)).toEqual({ value: false, time: 0, exam_value: null });
  });
});

describe("requests", () => {
  test("attendance holds the presence and what was changed, of the students concerned", () => {
    const send = [{ user: "1", field: "code", mine: "X" }];
    const [request, ...others] = buildRequests("c", send, { 1: { ...NOBODY, value: true }, 2: NOBODY });

    expect(others).toEqual([]);
    expect(request!.body).toEqual({ class_id: "c", attendance: { 1: { value: true, code: "X" } } });
  });

  test("a map of ratings holds those of others, because it replaces them", () => {
    const recorded = { 1: { ...NOBODY, "metric:m": "4", "comment:m": "Good.", "objective:a": "STD" } };
    const send = [{ user: "1", field: "metric:n", mine: "2" }];

    expect(buildRequests("c", send, recorded)[0]!.body).toEqual({
      class_id: "c",
      student_id: "1",
      metrics: { m: { rating: "4", comments: "Good." }, n: { rating: "2", comments: "" } },
    });
  });

  test("remarks leave presence and ratings alone", () => {
    const send = [{ user: "1", field: "remarks", mine: "" }];

    expect(buildRequests("c", send, { 1: NOBODY })[0]!.body).toEqual({
      class_id: "c",
      student_id: "1",
      remarks: "",
    });
  });
});

test("what is changed while it is being sent rests on what was sent", () => {
  const marks = edit({}, { value: true });
  const changed = edit(marks, { value: false });

  const after = confirmSent(changed, [{ user: "1", field: "value", mine: true }]);

  expect(after["1"]!["value"]).toMatchObject({ base: true, mine: false });
  expect(dropMarks(after, [{ user: "1", field: "value" }])).toEqual({});
});

describe.each([false, true])("random walks of two people, in an exam class: %s", (isExam) => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))("walk %i", (seed) => walk(seed, isExam));
});

/** Edits of a device that sees the class now and then, and of others; each sending is checked. */
function walk(seed: number, isExam: boolean): void {
  const random = createRandom(seed);
  const server = new FakeClass(["1", "2", "3"], isExam);
  let seen = server.read();
  let marks: Marks = {};
  for (let step = 0; step < 60; step++) {
    const act = random(10);
    if (act < 4) marks = editAtRandom(marks, seen, isExam, random);
    else if (act < 7) server.changeAtRandom(random);
    else if (act < 8) seen = server.read();
    else marks = sendAndCheck(marks, server, random);
  }
  for (let round = 0; round < 60; round++) marks = sendAndCheck(marks, server, random);
  const left = compareMarks(marks, server.read());
  expect([left.send, left.conflicts, left.held]).toEqual([[], [], []]);
}

function editAtRandom(
  marks: Marks,
  seen: ReturnType<FakeClass["read"]>,
  isExam: boolean,
  random: Random,
): Marks {
  const users = Object.keys(seen);
  if (users.length === 0) return marks;
  const user = users[random(users.length)]!;
  const recorded = seen[user]!;
  const shown = overlayMarks(recorded, marks[user]);
  const change = completeEdit(FakeClass.pickEdit(isExam, random), shown, 3600);
  const dropped = listDropped(marks, change, user);
  const after = editMarks(marks, change, { user, recorded, at: 0 });
  const undone = change["value"] === true ? ["exam_value"] : [];
  for (const field of Object.keys(marks[user] ?? {}))
    expect(field in after[user]! || [...dropped, ...undone].includes(field)).toBe(true);
  return after;
}

/** Sends what can be sent. Whatever changes on the server was known to the person, and no mark disappears. */
function sendAndCheck(marks: Marks, server: FakeClass, random: Random): Marks {
  const before = server.read();
  const { send, conflicts, removed, settled } = compareMarks(marks, before);
  for (const request of buildRequests("c", send, before)) server.take(request);
  const after = server.read();
  checkOnlyKnownWasOverwritten(before, after, marks);
  for (const { user, field, mine } of send) expect(getValue(after[user], field)).toBe(mine);
  let left = dropMarks(confirmSent(marks, send), settled);
  left = dropMarks(left, compareMarks(left, after).settled);
  checkNothingIsLost(marks, left, after, removed);
  if (conflicts.length > 0 && random(2) === 0) {
    const conflict = conflicts[random(conflicts.length)]!;
    left = resolveConflict(left, conflict, random(2) === 0 ? "mine" : "theirs", 0);
  }
  return left;
}

type State = ReturnType<FakeClass["read"]>;

function checkOnlyKnownWasOverwritten(before: State, after: State, marks: Marks): void {
  for (const user of Object.keys(after))
    for (const field of new Set([...Object.keys(before[user]!), ...Object.keys(after[user]!)])) {
      const [then, now] = [getValue(before[user], field), getValue(after[user], field)];
      if (then === now) continue;
      expect({ user, field, base: marks[user]?.[field]?.base }).toEqual({ user, field, base: then });
    }
}

function checkNothingIsLost(marks: Marks, left: Marks, after: State, removed: string[]): void {
  for (const [user, fields] of Object.entries(marks))
    for (const [field, mark] of Object.entries(fields)) {
      if (mark.base === mark.mine) continue;
      const isStored = user in after && getValue(after[user], field) === mark.mine;
      const isKept = left[user]?.[field]?.mine === mark.mine;
      expect({ user, field, ok: isStored || isKept }).toEqual({ user, field, ok: true });
      if (!(user in after)) expect(removed).toContain(user);
    }
}

type Random = (below: number) => number;

function createRandom(seed: number): Random {
  let state = seed * 2654435761 + 1;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % below;
  };
}
