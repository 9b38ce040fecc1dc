// A class as the server keeps it, for tests: what each request does to it, side effects included (docs/api.md, section 5;
// onsite/classes).
import { type Edit, getValue, type Recorded, type Value } from "./marks";
import type { MarkRequest } from "./state";

type Random = (below: number) => number;
type Values = Record<string, Value>;

const RATINGS = ["", "-", "STD", "+", "4"];
const NEW: Values = {
  value: null,
  time: 0,
  exam_value: null,
  remarks: "",
  measures: "",
  exam_rating: "",
  code: "",
};

export class FakeClass {
  private rows: Record<string, Values>;
  private readonly gone: string[] = [];

  constructor(
    users: string[],
    private readonly isExam: boolean,
  ) {
    this.rows = Object.fromEntries(users.map((user) => [user, { ...NEW }]));
  }

  read(): Recorded {
    return structuredClone(this.rows);
  }

  /** A change that a person may wish for, of one student. */
  static pickEdit(isExam: boolean, random: Random): Edit {
    const edits: Edit[] = [
      { value: true },
      { value: false },
      { time: 60 * random(4) },
      { remarks: `R${random(3)}` },
      { measures: `M${random(3)}` },
      { code: `C${random(2)}` },
      { "objective:a": RATINGS[random(5)]! },
      { "objective:b": RATINGS[random(5)]! },
      { "metric:m": RATINGS[random(5)]! },
      { "metric:m": "5", "comment:m": `K${random(3)}` },
      ...(isExam ? [{ exam_value: random(2) === 0 }, { exam_rating: `${random(3)}` }] : []),
    ];
    return edits[random(edits.length)]!;
  }

  /** What others do: record, evaluate, change the roster. */
  changeAtRandom(random: Random): void {
    const users = Object.keys(this.rows);
    if (random(25) === 0 && users.length > 1) this.remove(users[random(users.length)]!);
    else if (random(15) === 0 && this.gone.length > 0) this.add(this.gone.pop()!);
    else this.recordAtRandom(users, random);
  }

  private recordAtRandom(users: string[], random: Random): void {
    const row = this.rows[users[random(users.length)]!]!;
    const edit = FakeClass.pickEdit(this.isExam, random);
    if (Object.keys(edit).some((field) => /:|remarks|measures/.test(field))) this.evaluate(row, edit);
    else this.mark(row, { value: row["value"] ?? true, ...edit });
  }

  private remove(user: string): void {
    delete this.rows[user];
    this.gone.push(user);
  }

  private add(user: string): void {
    this.rows[user] = { ...NEW };
  }

  /** `POST /trainings/onsite/store_attendance.json`, `save_student_evaluation.json` */
  take({ path, body }: MarkRequest): void {
    if (path.endsWith("store_attendance.json"))
      this.takeAttendance(body as { attendance: Record<string, Values> });
    else this.takeEvaluation(body as Evaluated);
  }

  private takeAttendance({ attendance }: { attendance: Record<string, Values> }): void {
    for (const [user, mark] of Object.entries(attendance)) {
      if (!this.rows[user]) throw new Error("not on the roster");
      if (typeof mark["value"] !== "boolean") throw new Error("no presence");
      if (mark["exam_value"] && !mark["value"]) throw new Error("absent and passed");
      this.mark(this.rows[user], mark);
    }
  }

  private mark(row: Values, mark: Values): void {
    const { exam_value, ...rest } = mark;
    Object.assign(row, rest);
    if (!this.isExam) return;
    if (mark["value"] === false) row["exam_value"] = exam_value === false ? false : null;
    else if (exam_value !== undefined) row["exam_value"] = exam_value;
  }

  private takeEvaluation({ student_id, remarks, measures, objectives, metrics }: Evaluated): void {
    const row = this.rows[student_id];
    if (!row) throw new Error("not on the roster");
    const kept = Object.entries(row).filter(
      ([field]) =>
        !(objectives && field.startsWith("objective:")) && !(metrics && /^(metric|comment):/.test(field)),
    );
    const ratings = [
      ...Object.entries(objectives ?? {}).map(([id, rating]) => [`objective:${id}`, rating]),
      ...Object.entries(metrics ?? {}).map(([id, { rating }]) => [`metric:${id}`, rating]),
      ...Object.entries(metrics ?? {}).map(([id, { comments }]) => [`comment:${id}`, comments]),
    ];
    const isRated = [...Object.values(objectives ?? {}), ...Object.values(metrics ?? {})].length > 0;
    const texts = {
      ...(remarks === undefined ? {} : { remarks }),
      ...(measures === undefined ? {} : { measures }),
    };
    this.rows[student_id] = { ...Object.fromEntries(kept), ...texts, ...Object.fromEntries(ratings) };
    if (isRated) this.markRated(this.rows[student_id]!);
  }

  private markRated(row: Values): void {
    if (this.isExam && row["value"] !== true) row["exam_value"] = false;
    row["value"] = true;
  }

  private evaluate(row: Values, edit: Edit): void {
    for (const [field, value] of Object.entries(edit)) row[field] = value;
    if (getValue(row, "metric:m") === "") row["comment:m"] = "";
    if (Object.entries(edit).some(([field, value]) => /^(objective|metric):/.test(field) && value !== ""))
      this.markRated(row);
  }
}

interface Evaluated {
  student_id: string;
  remarks?: string;
  measures?: string;
  objectives?: Values;
  metrics?: Record<string, { rating: Value; comments: Value }>;
}
