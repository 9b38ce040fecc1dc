// Compares marks that were made on what the person saw with what is recorded now. Nothing that others recorded meanwhile
// is overwritten, and no mark is dropped, without the person's choice.
import {
  getValue,
  isPartOfMap,
  isUnsent,
  listRelied,
  type Mark,
  type Marks,
  type Recorded,
  type Value,
} from "./marks";

export interface Place {
  user: string;
  field: string;
}

/** A mark that can be sent: nobody has changed what it changes. */
export interface Sendable extends Place {
  mine: Value;
}

/**
 * A field that was changed on the server meanwhile, to something else than the person wants, or than their marks in
 * `dependents` rest on. Those are given up with the server's value; `implied` are further values that the person's own
 * value overwrites, such as the minutes of somebody who is absent.
 */
export interface Conflict extends Place {
  base: Value;
  mine: Value;
  theirs: Value;
  dependents: string[];
  implied: { field: string; mine: Value; theirs: Value }[];
}

export interface Comparison {
  send: Sendable[];
  conflicts: Conflict[];
  /** Marks that wait until a conflict is decided. */
  held: Place[];
  /** Marks that ask for nothing any more: what they want is recorded. */
  settled: Place[];
  /** Students who are not on the roster any more; their marks stay. */
  removed: string[];
}

/** What is to be done with `marks`, given what is recorded now. */
export function compareMarks(marks: Marks, recorded: Recorded): Comparison {
  const result: Comparison = { send: [], conflicts: [], held: [], settled: [], removed: [] };
  for (const [user, fields] of Object.entries(marks)) {
    const theirs = recorded[user];
    if (theirs) compareStudent(user, fields, theirs, result);
    else keepRemoved(user, fields, result);
  }
  return result;
}

type Fields = Record<string, Mark>;

/** Of a student who left the roster, what was sent before is settled, and the rest stays. */
function keepRemoved(user: string, fields: Fields, result: Comparison): void {
  const sent = Object.keys(fields).filter((field) => !isUnsent(fields[field]!));
  result.settled.push(...sent.map((field) => ({ user, field })));
  if (sent.length < Object.keys(fields).length) result.removed.push(user);
}

function compareStudent(user: string, fields: Fields, theirs: Record<string, Value>, result: Comparison) {
  const free = new Map<string, Mark>();
  const conflicts = new Map<string, Conflict>();
  for (const [field, mark] of Object.entries(fields)) {
    const now = getValue(theirs, field);
    if (!isUnsent(mark) || mark.mine === now) result.settled.push({ user, field });
    else if (mark.base === now || mark.tried === now) free.set(field, mark);
    else conflicts.set(field, buildConflict({ user, field }, mark, fields, theirs));
  }
  const held = holdBack(user, free, conflicts, theirs);
  result.send.push(...[...free].map(([field, { mine }]) => ({ user, field, mine })));
  result.conflicts.push(...conflicts.values());
  result.held.push(...held.map((field) => ({ user, field })));
}

function buildConflict(
  place: Place,
  { base, mine, relies }: Mark,
  fields: Fields,
  theirs: Record<string, Value>,
): Conflict {
  const implied = Object.entries(relies)
    .filter(([field, value]) => !isOwnUnsent(fields[field]) && getValue(theirs, field) !== value)
    .map(([field, value]) => ({ field, mine: value, theirs: getValue(theirs, field) }));
  return { ...place, base, mine, theirs: getValue(theirs, place.field), dependents: [], implied };
}

/** Such a mark is compared for itself. */
function isOwnUnsent(mark: Mark | undefined): boolean {
  return mark !== undefined && isUnsent(mark);
}

/**
 * Takes out of `free` what rests on a value that would not hold, until nothing changes any more; returns those fields. Adds
 * the conflict that each of them waits for.
 */
function holdBack(
  user: string,
  free: Map<string, Mark>,
  conflicts: Map<string, Conflict>,
  theirs: Record<string, Value>,
): string[] {
  const held: string[] = [];
  for (let found = findUnfounded(free, theirs); found; found = findUnfounded(free, theirs)) {
    const { field, relied, value } = found;
    free.delete(field);
    held.push(field);
    const assumed: Mark = { base: value, mine: value, relies: {}, at: 0 };
    const conflict = conflicts.get(relied) ?? buildConflict({ user, field: relied }, assumed, {}, theirs);
    conflict.dependents.push(field);
    // Held itself: then what it waits for decides over this one too.
    if (!held.includes(relied)) conflicts.set(relied, conflict);
  }
  return held;
}

interface Unfounded {
  field: string;
  relied: string;
  value: Value;
}

/** A mark which rests on a value that is neither recorded nor about to be sent. */
function findUnfounded(free: Map<string, Mark>, theirs: Record<string, Value>): Unfounded | undefined {
  const then = { ...theirs, ...Object.fromEntries([...free].map(([field, { mine }]) => [field, mine])) };
  for (const [field, mark] of free) {
    const relies = needsPresence(field, then) ? { ...mark.relies, value: true } : mark.relies;
    for (const [relied, value] of Object.entries(relies))
      if (getValue(then, relied) !== value) return { field, relied, value };
  }
  return undefined;
}

/** Whether storing the field marks the student present: its map holds a rating, old or new. */
function needsPresence(field: string, then: Record<string, Value>): boolean {
  if (!isPartOfMap(field)) return false;
  const prefix = field.startsWith("objective:") ? "objective:" : "metric:";
  return Object.keys(then).some((other) => other.startsWith(prefix) && then[other] !== "");
}

/** `marks` after the person has chosen their own value, or the one that is recorded now. */
export function resolveConflict(
  marks: Marks,
  conflict: Conflict,
  choice: "mine" | "theirs",
  at: number,
): Marks {
  const { user, field, mine, theirs, dependents, implied } = conflict;
  const fields = { ...marks[user] };
  if (choice === "mine") {
    for (const one of [{ field, mine, theirs }, ...implied]) {
      const relies = fields[one.field]?.relies ?? listRelied(one.field, one.mine, { value: mine });
      fields[one.field] = { relies, base: one.theirs, mine: one.mine, at };
    }
  } else {
    delete fields[field];
    for (const dependent of dependents) delete fields[dependent];
  }
  return { ...marks, [user]: fields };
}

/** `marks` without those at `places`; a student without marks is left out. */
export function dropMarks(marks: Marks, places: Place[]): Marks {
  const isDropped = (user: string, field: string) =>
    places.some((place) => place.user === user && place.field === field);
  return mapStudents(marks, (user, fields) =>
    Object.fromEntries(Object.entries(fields).filter(([field]) => !isDropped(user, field))),
  );
}

/** `marks` before some are sent: if there is no response, the server has what is recorded now, or what was sent. */
export function noteTried(marks: Marks, sent: Sendable[], recorded: Recorded): Marks {
  return changeSent(marks, sent, (mark, { user, field, mine }) => ({
    ...mark,
    base: getValue(recorded[user], field),
    tried: mine,
  }));
}

/** `marks` after the server took what was sent: what was changed in the meantime now rests on it. */
export function confirmSent(marks: Marks, sent: Sendable[]): Marks {
  return changeSent(marks, sent, ({ tried: _, ...mark }, { mine }) => ({ ...mark, base: mine }));
}

function changeSent(marks: Marks, sent: Sendable[], change: (mark: Mark, one: Sendable) => Mark): Marks {
  return mapStudents(marks, (user, fields) => {
    const changed = { ...fields };
    for (const one of sent.filter((other) => other.user === user))
      if (changed[one.field]) changed[one.field] = change(changed[one.field]!, one);
    return changed;
  });
}

function mapStudents(marks: Marks, change: (user: string, fields: Fields) => Fields): Marks {
  const pairs = Object.entries(marks).map(([user, fields]) => [user, change(user, fields)] as const);
  return Object.fromEntries(pairs.filter(([, fields]) => Object.keys(fields).length > 0));
}
