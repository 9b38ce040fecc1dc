// One attempt as this page sees it: the paper, what the server has, what waits here, and the time.
import { computed, effect, signal } from "@preact/signals";

import type { Schemas } from "@/base/api/client";
import { isConnected, onReconnect } from "@/base/api/connection";
import {
  type Answers,
  getAnswers,
  getTopic,
  type Paper,
  type PaperReading,
  readKnownAnswers,
  readPaper,
  rememberAnswers,
} from "@/base/exam/paper";
import { type AnswerBody, getOption } from "@/base/exam/rules";
import { keepFiles } from "@/base/store/files";
import {
  discardEntries,
  enqueue,
  type OutboxEntry,
  onDelivery,
  trouble,
  watchTopic,
} from "@/base/store/outbox";

import { createCountdown, type Measurement } from "./countdown";
import { keepNote, readNote } from "./notes";
import { listStandings, type Standing } from "./standing";

const ANSWER = "/trainings/exams/answer.json";
/** How often the paper is read again, to notice another device. */
const LOOK_MS = 45_000;
const NOTE_TIME_MS = 15_000;

type Delivery = Measurement & { isReplayed: boolean };

/** An attempt that is not read yet: `start` does so, and keeps it up to date. */
export class Sitting {
  readonly paper = signal<Paper | undefined>(undefined);
  /** Why the paper could not be read. */
  readonly error = signal<unknown>(undefined);
  readonly countdown = createCountdown();
  /** The questions whose answer another device has changed, until the person has seen it. */
  readonly changed = signal<string[]>([]);
  readonly standings;
  private readonly entries;
  /** What the server has, as far as this device knows. */
  private readonly saved = signal<Answers>({});
  /** What is being stored on this device at this moment. */
  private readonly picked = signal<Record<string, string>>({});
  private readonly flagged = signal<string[]>([]);
  /** When answers were delivered, by `performance.now()`: a paper that was asked for before does not know them. */
  private readonly deliveredAt = new Map<string, number>();
  private looking: Promise<boolean> | undefined;

  constructor(readonly attempt: string) {
    this.entries = watchTopic(getTopic(attempt));
    this.standings = computed(() => this.listStandings());
  }

  /** Reads the paper and keeps it up to date, until the function that this returns is called. */
  start(): () => void {
    void readNote(this.attempt, "flagged").then((ids = []) => {
      this.flagged.value = ids;
    });
    void this.look().then(() => this.keepPictures());
    const stops = [
      onDelivery((entry, response, delivery) => this.noteDelivery(entry, response, delivery)),
      onReconnect(() => void this.look()),
      effect(() => {
        if (isConnected.value && !this.countdown.left.peek().isCertain) void this.look();
      }),
      every(1_000, () => void (this.countdown.tick() && this.look())),
      every(LOOK_MS, () => void (document.visibilityState === "visible" && this.look())),
      every(NOTE_TIME_MS, () => this.noteTime()),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }

  /** Asks the server how things are. Returns whether it responded. */
  look(): Promise<boolean> {
    this.looking ??= this.lookOnce().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  /** Chooses an option: stores it on this device, and sends it. Raises if neither is possible. */
  async choose(question: string, option: string): Promise<void> {
    this.picked.value = { ...this.picked.value, [question]: option };
    const body: AnswerBody = { attemptDetailId: question, questionOptionId: option };
    const base = this.saved.value[question] ?? null;
    const topic = getTopic(this.attempt);
    try {
      await enqueue({ topic, slot: question, path: ANSWER, body, base, mayBeVolatile: true });
    } finally {
      if (this.picked.value[question] === option) this.picked.value = omit(this.picked.value, question);
    }
  }

  /** Flags a question for later, or takes the flag away. */
  flag(question: string): void {
    const others = this.flagged.value.filter((id) => id !== question);
    this.flagged.value = others.length < this.flagged.value.length ? others : [...others, question];
    void keepNote(this.attempt, "flagged", this.flagged.value);
  }

  private listStandings(): Standing[] {
    if (!this.paper.value) return [];
    return listStandings(this.paper.value, {
      saved: this.saved.value,
      picked: this.picked.value,
      entries: this.entries.value,
      isStuck: trouble.value !== undefined || !isConnected.value,
      flagged: this.flagged.value,
    });
  }

  private async lookOnce(): Promise<boolean> {
    try {
      const reading = await readPaper(this.attempt);
      this.error.value = undefined;
      if (reading.copiedAt) await this.takeOverCopy(reading.paper);
      else this.takeOver(reading);
      return reading.copiedAt === undefined;
    } catch (error) {
      this.error.value = error;
      return false;
    }
  }

  private takeOver(reading: PaperReading): void {
    const answers = getAnswers(reading.paper);
    for (const [id, at] of this.deliveredAt)
      if (at >= reading.sentAt) answers[id] = this.saved.value[id] ?? null;
    if (this.paper.value)
      this.changed.value = listChanged(this.changed.value, this.saved.value, answers, this.entries.value);
    this.saved.value = answers;
    this.paper.value = reading.paper;
    const { remaining, status } = reading.paper.ExamAttempt;
    if (status === "open") this.measure({ ...reading, remaining });
    void rememberAnswers(this.attempt, omitSlots(answers, this.entries.value));
    this.discardSettled(answers);
  }

  /** There is nothing left to decide where the other device has come to the same answer. */
  private discardSettled(answers: Answers): void {
    const settled = this.entries.value.filter(
      (entry) => entry.state === "held" && answers[entry.slot!] === getOption(entry),
    );
    if (settled.length > 0) void discardEntries(settled);
  }

  /** Without a connection: what this device knows of the answers is newer than the copy, and time goes on unseen. */
  private async takeOverCopy(paper: Paper): Promise<void> {
    if (this.paper.value) return;
    this.saved.value = { ...getAnswers(paper), ...(await readKnownAnswers(this.attempt)) };
    this.paper.value = paper;
    const known = (await readNote(this.attempt, "remaining")) ?? paper.ExamAttempt.remaining;
    if (known !== null) this.countdown.assume(known);
  }

  private noteDelivery(entry: OutboxEntry, response: unknown, delivery: Omit<Delivery, "remaining">): void {
    if (entry.topic !== getTopic(this.attempt)) return;
    this.saved.value = { ...this.saved.value, [entry.slot!]: getOption(entry) };
    this.deliveredAt.set(entry.slot!, performance.now());
    // An old response tells an old time, and another device may have gone on since.
    if (delivery.isReplayed) void this.look();
    else this.measure({ ...delivery, remaining: (response as Schemas["AnsweredOutput"]).remaining });
  }

  private measure(measurement: Measurement): void {
    if (this.countdown.measure(measurement)) setTimeout(() => void this.look());
    this.noteTime();
  }

  private noteTime(): void {
    const { seconds } = this.countdown.left.value;
    if (typeof seconds === "number") void keepNote(this.attempt, "remaining", seconds);
  }

  /** Keeps the pictures of the paper, so that they are there without a connection. */
  private async keepPictures(): Promise<void> {
    const questions = this.paper.value?.ExamAttemptDetail ?? [];
    const urls = questions.flatMap(({ TrainingQuestion: { media } }) => media ?? []);
    await keepFiles(`exam:${this.attempt}`, urls).catch(() => undefined);
  }
}

/** The questions that another device has answered since: the server's answer is another one, and none waits here. */
function listChanged(known: string[], before: Answers, now: Answers, entries: OutboxEntry[]): string[] {
  const isHere = new Set(entries.map(({ slot }) => slot));
  const ids = Object.keys(now).filter((id) => !isHere.has(id) && (before[id] ?? null) !== now[id]);
  return [...new Set([...known, ...ids])];
}

function omitSlots(answers: Answers, entries: OutboxEntry[]): Answers {
  return Object.fromEntries(
    Object.entries(answers).filter(([id]) => !entries.some(({ slot }) => slot === id)),
  );
}

function omit<Value>(values: Record<string, Value>, key: string): Record<string, Value> {
  return Object.fromEntries(Object.entries(values).filter(([other]) => other !== key));
}

function every(milliseconds: number, act: () => void): () => void {
  const timer = setInterval(act, milliseconds);
  return () => clearInterval(timer);
}
