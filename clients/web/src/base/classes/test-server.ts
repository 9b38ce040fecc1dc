// The server of a class for tests, behind `fetch`: what it has stored, what it was sent, and how it fails.
import type { Value } from "./marks";
import type { MarkRequest } from "./state";
import { FakeClass } from "./test-class";

export class FakeServer {
  readonly stored = new FakeClass(["1", "2"], false);
  /** The requests that changed something, with their keys. */
  readonly posts: { request: MarkRequest; key: string | null }[] = [];
  /** What happens to the next requests instead of a response. */
  isUnreachable = false;
  losesResponse = false;
  /** Reads arrive, writes do not. */
  losesRequests = false;
  lostRequests = 0;
  refuse: ((request: MarkRequest) => Response | undefined) | undefined;
  isGone = false;
  lesson: Record<string, Value> = {
    id: "c",
    datetime: "2026-03-18 12:00:00",
    minutes: 60,
    status: "scheduled",
    teacher_id: "4",
  };

  readonly fetch = async (input: Request): Promise<Response> => {
    await new Promise((resolve) => setTimeout(resolve, 1));
    if (this.isUnreachable) throw new TypeError("Failed to fetch");
    const path = new URL(input.url).pathname;
    if (input.method === "POST") return this.take(path as MarkRequest["path"], input);
    if (this.isGone) return Response.json({ message: "Not found." }, { status: 404 });
    return Response.json(
      path.includes("get_student_evaluation") ? this.readEvaluation(path) : this.readClass(),
    );
  };

  private async take(path: MarkRequest["path"], input: Request): Promise<Response> {
    if (this.losesRequests) {
      this.lostRequests += 1;
      throw new TypeError("Failed to fetch");
    }
    const request: MarkRequest = { path, body: await input.json(), sent: [] };
    const refusal = this.refuse?.(request);
    if (refusal) return refusal;
    this.posts.push({ request, key: input.headers.get("Idempotency-Key") });
    this.stored.take(request);
    if (!this.losesResponse) return Response.json({ result: true });
    this.losesResponse = false;
    throw new TypeError("Failed to fetch");
  }

  readClass() {
    const attendances = Object.entries(this.stored.read()).map(([id, row]) => ({
      TrainingSubjectAttendance: { ...row, user_id: id, id: `row-${id}` },
      User: { id, UserDetail: { id, name: "Student", surname: id, photo: null } },
    }));
    const parts = {
      LessonClass: this.lesson,
      TrainingSubject: { code: "050", name: "Meteorology" },
      TrainingSubjectLesson: { name: "Fronts" },
      TrainingSubjectExam: null,
      Teacher: { id: "4", UserDetail: { name: "Ines", surname: "Moser" } },
      Location: null,
    };
    return { class: parts, attendances, editable: this.lesson["status"] === "scheduled", signable: true };
  }

  private readEvaluation(path: string) {
    const row = this.stored.read()[path.split("/").at(-1)!.replace(".json", "")]!;
    const list = (prefix: string) =>
      Object.keys(row).filter((field) => field.startsWith(prefix) && row[field] !== "");
    const cut = (field: string) => field.slice(field.indexOf(":") + 1);
    return {
      attendanceRecord: {
        UserTrainingObjective: list("objective:").map((field) => ({
          objective_id: cut(field),
          rating: row[field],
        })),
        UserTrainingMetric: list("metric:").map((field) => ({
          metric_id: cut(field),
          rating: row[field],
          comments: row[`comment:${cut(field)}`],
        })),
      },
    };
  }
}
