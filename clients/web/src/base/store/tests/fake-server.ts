// An exam at a server that keeps idempotency keys as the real one does (docs/api.md, section 6; api/middleware/idempotency.py).
export type Fault =
  | "offline" // the request does not arrive
  | "lost" // it is processed, and the response does not arrive
  | "late" // the response does not arrive, and the request is processed with the next one
  | "busy"
  | "many"
  | "in flight"
  | "unauthorized";

interface Answer {
  attemptDetailId: string;
  questionOptionId: string;
}

export class FakeServer {
  readonly answers: Record<string, string | null> = {};
  /** Every answer that changed something, in order: `q1=a`. */
  readonly written: string[] = [];
  readonly requests: { path: string; key: string | null; body: Answer | undefined }[] = [];
  /** Answers that were processed long after they were sent. */
  readonly delayedAnswers = new Set<string>();
  readonly refused = new Set<string>();
  /** Options on which the server fails with a 500, whenever they come. */
  readonly broken = new Set<string>();
  isOver = false;
  remaining = 60;
  /** The faults of the next requests; afterwards `always`. */
  next: (Fault | undefined)[] = [];
  always: Fault | undefined;
  /** Reads arrive, writes do not. */
  losesWrites = false;
  /** Called once, after a request has arrived and before it is processed. */
  whileProcessing: (() => void) | undefined;
  /** Keeps the next response back until this resolves. */
  holdNext: Promise<void> | undefined;
  private readonly kept = new Map<string, { body: string; response: string }>();
  private delayed: (() => void)[] = [];

  constructor(questions: string[]) {
    for (const question of questions) this.answers[question] = null;
  }

  /** The `fetch` of a page. */
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const text = request.method === "POST" ? await request.text() : "";
    const body = text ? (JSON.parse(text) as Answer) : undefined;
    const key = request.headers.get("Idempotency-Key");
    const fault = this.next.length > 0 ? this.next.shift() : this.always;
    if (fault === "offline" || (this.losesWrites && body)) throw new TypeError("no network");
    this.requests.push({ path: pathname, key, body });
    this.whileProcessing?.();
    this.whileProcessing = undefined;
    if (fault === "late") {
      this.delayed.push(() => {
        if (body) this.delayedAnswers.add(`${body.attemptDetailId}=${body.questionOptionId}`);
        this.respond(pathname, body, key);
      });
      throw new TypeError("timeout");
    }
    const response = FAULTS[fault ?? ""]?.() ?? this.respond(pathname, body, key);
    for (const process of this.delayed.splice(0)) process();
    const held = this.holdNext;
    this.holdNext = undefined;
    await held;
    if (fault === "lost") throw new TypeError("connection reset");
    return response;
  }

  /** The person chooses on another device. */
  choose(question: string, option: string): void {
    this.answers[question] = option;
    this.written.push(`${question}=${option}`);
  }

  /** The answers that arrived, as `q1=a`. */
  get posted(): string[] {
    return this.requests
      .filter(({ body }) => body)
      .map(({ body }) => `${body!.attemptDetailId}=${body!.questionOptionId}`);
  }

  private respond(path: string, body: Answer | undefined, key: string | null): Response {
    if (path.startsWith("/trainings/exams/do/")) return json(200, this.buildPaper());
    if (path !== "/trainings/exams/answer.json" || !body) return json(404, { message: "Not found." });
    const kept = key === null ? undefined : this.kept.get(key);
    if (kept && kept.body !== JSON.stringify(body)) return json(422, { message: "Another request." });
    if (kept)
      return new Response(kept.response, { headers: { ...JSON_TYPE, "Idempotency-Replayed": "true" } });
    return this.answer(body, key);
  }

  private answer(body: Answer, key: string | null): Response {
    const { attemptDetailId: question, questionOptionId: option } = body;
    if (this.isOver) return json(409, { message: "This attempt is finished. The answer was not kept." });
    if (this.broken.has(option)) return json(500, { message: "Something went wrong." });
    if (this.refused.has(option))
      return json(400, { message: "Invalid.", errors: { questionOptionId: ["No."] } });
    this.choose(question, option);
    const response = JSON.stringify({ result: true, answered: 1, total: 1, remaining: this.remaining });
    if (key !== null) this.kept.set(key, { body: JSON.stringify(body), response });
    return new Response(response, { headers: JSON_TYPE });
  }

  private buildPaper() {
    const TrainingQuestion = { id: "1", name: "?", media: null };
    const rows = Object.entries(this.answers).map(([id, questionOptionId]) => ({
      id,
      questionOptionId,
      TrainingQuestion,
    }));
    const status = this.isOver ? "finished" : "open";
    return { ExamAttempt: { status, remaining: this.remaining }, ExamAttemptDetail: rows };
  }
}

const JSON_TYPE = { "Content-Type": "application/json" };

const FAULTS: Record<string, () => Response> = {
  busy: () => json(503, { message: "Busy." }),
  many: () => json(429, { message: "Too many." }, { "Retry-After": "7" }),
  "in flight": () => json(409, { message: "Being processed." }, { "Retry-After": "1" }),
  unauthorized: () => json(401, { message: "Expired." }),
};

function json(status: number, body: unknown, headers = {}): Response {
  return new Response(JSON.stringify(body), { status, headers: { ...JSON_TYPE, ...headers } });
}
