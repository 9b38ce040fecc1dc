// What an instructor records of the students of a class, field by field: pure functions on values that can be stored.

/** What one field of one student holds. A rating, text or code that is not there is the empty text. */
export type Value = string | number | boolean | null;

/**
 * A change of one field. `base` is what the person saw when they made it, `mine` what they want; both are equal once the
 * server has it. `relies` are the values of other fields of the student on which it rests, such as "present" under a
 * rating.
 */
export interface Mark {
  base: Value;
  mine: Value;
  /** What was sent without a response that says whether the server has it. */
  tried?: Value;
  relies: Record<string, Value>;
  /** When it was made, in milliseconds. */
  at: number;
}

/** Marks by user id and field. */
export type Marks = Record<string, Record<string, Mark>>;
/** What is recorded, by user id and field. A student who is not in it is not on the roster. */
export type Recorded = Record<string, Record<string, Value>>;

const ATTENDANCE = ["value", "time", "exam_value", "exam_rating", "code"];
const EMPTY: Record<string, Value> = { value: null, exam_value: null, time: 0 };

/** Whether `store_attendance` stores the field; `save_student_evaluation` stores the others. */
export function isAttendance(field: string): boolean {
  return ATTENDANCE.includes(field);
}

/** Whether the field is a rating, of an objective or a metric. */
export function isRating(field: string): boolean {
  return field.startsWith("objective:") || field.startsWith("metric:");
}

/** Whether the field is stored in one of the maps of an evaluation, which a request replaces as a whole. */
export function isPartOfMap(field: string): boolean {
  return isRating(field) || field.startsWith("comment:");
}

/** The field of the comment on a metric. */
export function getCommentField(metricField: string): string {
  return metricField.replace("metric:", "comment:");
}

/** What a field holds, or its empty value. */
export function getValue(values: Record<string, Value> | undefined, field: string): Value {
  const value = values?.[field];
  return value === undefined ? (EMPTY[field] ?? (field in EMPTY ? null : "")) : value;
}

/** Whether the server does not have the mark yet, or may have something else that was sent before. */
export function isUnsent({ base, mine, tried }: Mark): boolean {
  return base !== mine || tried !== undefined;
}

/** How many marks the server does not have yet. */
export function countUnsentMarks(marks: Marks): number {
  return Object.values(marks).flatMap((fields) => Object.values(fields).filter(isUnsent)).length;
}

/** The fields of a student as the person left them: what is recorded, with their own marks over it. */
export function overlayMarks(
  recorded: Record<string, Value> | undefined,
  marks: Record<string, Mark> | undefined,
): Record<string, Value> {
  const mine = Object.entries(marks ?? {}).map(([field, mark]) => [field, mark.mine] as const);
  return { ...recorded, ...Object.fromEntries(mine) };
}

/** What somebody does to a student: the new values by field. */
export type Edit = Record<string, Value>;

/** The place of an edit: whose, what is recorded and shown of them, and when. */
export interface EditContext {
  user: string;
  recorded: Record<string, Value> | undefined;
  at: number;
}

/** `marks` with an edit made. Own unsent marks that rest on a value which the edit changes are dropped (`listDropped`). */
export function editMarks(marks: Marks, edit: Edit, context: EditContext): Marks {
  const { user, recorded, at } = context;
  const fields = { ...marks[user] };
  for (const field of listDropped(marks, edit, user)) delete fields[field];
  for (const [field, mark] of Object.entries(fields)) if (isUndone(field, mark, edit)) delete fields[field];
  for (const [field, mine] of Object.entries(edit)) {
    const own = fields[field];
    fields[field] = { base: getValue(recorded, field), ...own, mine, relies: {}, at };
  }
  const shown = overlayMarks(recorded, fields);
  for (const [field, mark] of Object.entries(fields))
    if (isTouched(field, mark, edit))
      fields[field] = { ...mark, relies: listRelied(field, mark.mine, shown) };
  return { ...marks, [user]: fields };
}

/** Whether an edit changes a mark, or a value on which it rests. */
function isTouched(field: string, { relies }: Mark, edit: Edit): boolean {
  return field in edit || Object.keys(relies).some((relied) => relied in edit);
}

/** Own unsent ratings and comments that an absence makes impossible: the server takes a rated student as present. */
export function listDropped(marks: Marks, edit: Edit, user: string): string[] {
  const unsent = Object.entries(marks[user] ?? {}).filter(([, mark]) => isUnsent(mark));
  const isDropped = (field: string) => edit["value"] === false && isPartOfMap(field);
  return unsent.map(([field]) => field).filter(isDropped);
}

/** Whether a mark only went with an absence that the edit takes back. */
function isUndone(field: string, mark: Mark, edit: Edit): boolean {
  return edit["value"] === true && field === "exam_value" && isUnsent(mark) && mark.mine === null;
}

/**
 * The values on which a value rests, because of what the server does with it (docs/api.md, section 5): an absence removes
 * the result of an exam and has no minutes, a time or code is stored with the presence, a comment with its rating and
 * removed with it.
 * That ratings mark present depends on all of them (`needsPresence` in merge.ts).
 */
export function listRelied(field: string, mine: Value, shown: Record<string, Value>): Edit {
  if (field.startsWith("metric:") && isEmpty(mine)) return { [getCommentField(field)]: "" };
  if (field === "exam_value") return { value: mine !== null }; // only an absence removes a result
  if (field === "value") return mine === false ? { exam_value: null, ...rely(shown, "time") } : {};
  if (isAttendance(field)) return rely(shown, "value");
  if (field.startsWith("comment:") && !isEmpty(mine))
    return rely(shown, field.replace("comment:", "metric:"));
  return {};
}

function isEmpty(value: Value): boolean {
  return value === "" || value === null;
}

function rely(shown: Record<string, Value>, field: string): Edit {
  return { [field]: getValue(shown, field) };
}

/** What goes with a tap: "present" for the whole class unless a time was set, nothing of an exam for who is absent. */
export function completeEdit(edit: Edit, shown: Record<string, Value>, seconds: number): Edit {
  if (edit["value"] === true) return getValue(shown, "time") === 0 ? { time: seconds, ...edit } : edit;
  if (edit["value"] === false) return completeAbsence(edit, shown);
  const presence = getValue(shown, "value");
  if ((needsPresence(edit) && presence !== true) || (presence === null && hasAttendance(edit)))
    return completeEdit({ value: true, ...edit }, shown, seconds);
  return completeRemoval(edit, shown);
}

function completeAbsence(edit: Edit, shown: Record<string, Value>): Edit {
  const rest: Edit = {};
  if (getValue(shown, "time") !== 0) rest["time"] = 0;
  if (getValue(shown, "exam_value") !== null) rest["exam_value"] = null;
  return { ...rest, ...edit };
}

function needsPresence(edit: Edit): boolean {
  return Object.entries(edit).some(
    ([field, mine]) => (isRating(field) || field === "exam_value") && !isEmpty(mine),
  );
}

function hasAttendance(edit: Edit): boolean {
  return Object.keys(edit).some(isAttendance);
}

/** A metric without a rating keeps no comment. */
function completeRemoval(edit: Edit, shown: Record<string, Value>): Edit {
  const comments = Object.entries(edit)
    .filter(([field, mine]) => field.startsWith("metric:") && mine === "")
    .map(([field]) => getCommentField(field))
    .filter((field) => getValue(shown, field) !== "");
  return { ...edit, ...Object.fromEntries(comments.map((field) => [field, ""])) };
}
