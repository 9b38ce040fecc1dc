// What the server says about a class, as values by student and field, and the requests that store marks.
import type { Schemas } from "@/base/api/client";
import { getCommentField, getValue, isAttendance, isPartOfMap, type Recorded, type Value } from "./marks";
import type { Sendable } from "./merge";

export type ClassView = Schemas["ClassViewOutput"];
export type Evaluation = Schemas["StudentEvaluation"];
export type RosterRow = ClassView["attendances"][number];

type Values = Record<string, Value>;

/** What is recorded of the students of a class; with the ratings of those whose evaluation is given, by user id. */
export function readRecorded(view: ClassView, evaluations: Record<string, Evaluation> = {}): Recorded {
  return Object.fromEntries(
    view.attendances.map((row) => [
      row.User.id,
      { ...readStudent(row), ...readRatings(evaluations[row.User.id]) },
    ]),
  );
}

/** What is recorded of a student, without ratings. */
export function readStudent({ TrainingSubjectAttendance: row }: RosterRow): Values {
  const { value, time, exam_value, remarks, measures } = row;
  return {
    value,
    time,
    exam_value,
    remarks,
    measures,
    exam_rating: row.exam_rating ?? "",
    code: row.code ?? "",
  };
}

/** The ratings and comments of an evaluation, by field. */
export function readRatings(evaluation: Evaluation | undefined): Values {
  if (!evaluation) return {};
  const { UserTrainingObjective: objectives, UserTrainingMetric: metrics } = evaluation.attendanceRecord;
  return Object.fromEntries([
    ...objectives.map(({ objective_id, rating }) => [`objective:${objective_id}`, rating]),
    ...metrics.map(({ metric_id, rating }) => [`metric:${metric_id}`, rating]),
    ...metrics.map(({ metric_id, comments }) => [`comment:${metric_id}`, comments ?? ""]),
  ]);
}

/** The students whose evaluation must be read before their marks can be compared: a request replaces all ratings. */
export function listRated(marks: Record<string, Record<string, unknown>>): string[] {
  return Object.keys(marks).filter((user) => Object.keys(marks[user]!).some(isPartOfMap));
}

/** A request of marks: the path, its body, and the marks that are stored when it succeeds. */
export interface MarkRequest {
  path: "/trainings/onsite/store_attendance.json" | "/trainings/onsite/save_student_evaluation.json";
  body: unknown;
  sent: Sendable[];
}

/** The requests that store `send`, given what is recorded; attendance first, because a rating takes it as given. */
export function buildRequests(classId: string, send: Sendable[], recorded: Recorded): MarkRequest[] {
  const attendance = send.filter(({ field }) => isAttendance(field));
  const rest = send.filter(({ field }) => !isAttendance(field));
  const users = [...new Set(rest.map(({ user }) => user))];
  return [
    ...(attendance.length > 0 ? [buildAttendance(classId, attendance, recorded)] : []),
    ...users.map((user) =>
      buildEvaluation(
        classId,
        user,
        rest.filter((one) => one.user === user),
        recorded,
      ),
    ),
  ];
}

function buildAttendance(classId: string, sent: Sendable[], recorded: Recorded): MarkRequest {
  const attendance: Record<string, Values> = {};
  for (const { user, field, mine } of sent) {
    attendance[user] ??= pickStated(recorded[user]);
    // Null means "not sent" to the API; the absence that comes with it removes the result.
    if (mine === null) delete attendance[user][field];
    else attendance[user][field] = mine;
  }
  const path = "/trainings/onsite/store_attendance.json";
  return { path, body: { class_id: classId, attendance }, sent };
}

/** What each mark must state, as it is recorded: the presence is required, and an absence removes a result. */
function pickStated(row: Values | undefined): Values {
  const [value, result] = [getValue(row, "value"), getValue(row, "exam_value")];
  return result === null ? { value } : { value, exam_value: result };
}

function buildEvaluation(classId: string, user: string, sent: Sendable[], recorded: Recorded): MarkRequest {
  const values = { ...recorded[user], ...Object.fromEntries(sent.map(({ field, mine }) => [field, mine])) };
  const has = (test: (field: string) => boolean) => sent.some(({ field }) => test(field));
  const body: Record<string, unknown> = { class_id: classId, student_id: user };
  for (const text of ["remarks", "measures"]) if (has((field) => field === text)) body[text] = values[text];
  if (has((field) => field.startsWith("objective:"))) body["objectives"] = listObjectives(values);
  if (has((field) => /^(metric|comment):/.test(field))) body["metrics"] = listMetrics(values);
  return { path: "/trainings/onsite/save_student_evaluation.json", body, sent };
}

function listObjectives(values: Values): Values {
  return Object.fromEntries(listFields(values, "objective:").map((field) => [cut(field), values[field]!]));
}

function listMetrics(values: Values): Record<string, { rating: Value; comments: Value }> {
  const fields = listFields(values, "metric:");
  return Object.fromEntries(
    fields.map((field) => [
      cut(field),
      { rating: values[field]!, comments: getValue(values, getCommentField(field)) },
    ]),
  );
}

function listFields(values: Values, prefix: string): string[] {
  return Object.keys(values).filter((field) => field.startsWith(prefix) && values[field] !== "");
}

function cut(field: string): string {
  return field.slice(field.indexOf(":") + 1);
}
