// The exam paper as the server has it, and the answers that the device knows to be there (docs/api.md, section 6).
import { api, COPIED_AT, type Schemas, unwrap } from "@/base/api/client";
import { keepFact, readFact } from "@/base/store/store";

const PREFIX = "exam:";

export type Paper = Schemas["SheetOutput"];
/** The id of the chosen option by the id of the question (`attemptDetailId`); null where nothing is chosen. */
export type Answers = Record<string, string | null>;

export interface PaperReading {
  paper: Paper;
  /** By `performance.now()`. */
  sentAt: number;
  receivedAt: number;
  /** When the server sent it, if it cannot be reached now: neither time nor answers are those of this moment. */
  copiedAt: Date | undefined;
}

/** Reads the paper; without a connection, the stored copy. Raises ApiError, and Unreachable where there is no copy. */
export async function readPaper(attempt: string): Promise<PaperReading> {
  const sentAt = performance.now();
  const result = await api.GET("/trainings/exams/do/{id}.json", { params: { path: { id: attempt } } });
  const paper = await unwrap(Promise.resolve(result));
  const at = result.response.headers.get(COPIED_AT);
  return { paper, sentAt, receivedAt: performance.now(), copiedAt: at ? new Date(Number(at)) : undefined };
}

/** The answers in a paper. */
export function getAnswers(paper: Paper): Answers {
  return Object.fromEntries(paper.ExamAttemptDetail.map((row) => [row.id, row.questionOptionId]));
}

/** The topic of the outbox for the answers of an attempt. */
export function getTopic(attempt: string): string {
  return PREFIX + attempt;
}

/** The attempt of such a topic; undefined for what belongs to something else. */
export function findAttempt(topic: string): string | undefined {
  return topic.startsWith(PREFIX) ? topic.slice(PREFIX.length) : undefined;
}

/** The answers that the server had when this device last heard of them: newer than those of a copied paper. */
export async function readKnownAnswers(attempt: string): Promise<Answers> {
  return (await readFact<Answers>(`exam-answers:${attempt}`)) ?? {};
}

/** Remembers what the server has. A device that cannot store it only knows less after a reload. */
export async function rememberAnswers(attempt: string, answers: Answers): Promise<void> {
  const known = await readKnownAnswers(attempt).catch(() => ({}));
  await keepFact(`exam-answers:${attempt}`, { ...known, ...answers }).catch(() => undefined);
}
