// Random walks of a person through an exam: they choose on this device and on another, the network comes and goes, pages
// are killed, sessions end, several tabs are open, the server fails on some choices. In the end the server has what the person chose last, or the app says
// which answers it has not.
import { afterAll, expect, test } from "vitest";

import { logIn, openTab, resetDevice, rest, type Tab } from "./device";
import { FakeServer, type Fault } from "./fake-server";

const WALKS = Number(process.env["WALKS"] ?? 50);
/** How many of them are one test. */
const PART = 10;
const STEPS = 25;
const QUESTIONS = ["q1", "q2", "q3", "q4"];
const FAULTS: (Fault | undefined)[] = [
  undefined,
  undefined,
  undefined,
  "offline",
  "offline",
  "lost",
  "late",
  "busy",
  "many",
  "in flight",
];

/** Repeatable random numbers (mulberry32). */
function buildRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

class Walk {
  readonly server = new FakeServer(QUESTIONS);
  /** What the person chose last here, and whether they chose on another device after it. */
  readonly chosen: Record<string, { option: string; isNewerElsewhere: boolean }> = {};
  readonly counts = { choices: 0, kills: 0, elsewhere: 0, logins: 0, held: 0, broken: 0 };
  private tabs: Tab[] = [];
  private number = 0;

  constructor(private readonly random: () => number) {}

  async run(): Promise<void> {
    await resetDevice();
    await this.open();
    for (let step = 0; step < STEPS; step++) await this.step();
    await this.finish();
  }

  private pick<T>(values: T[]): T {
    return values[Math.floor(this.random() * values.length)]!;
  }

  private async step(): Promise<void> {
    const chance = this.random();
    if (chance < 0.5) await this.choose();
    else if (chance < 0.75) this.server.always = this.pick(FAULTS);
    else if (chance < 0.83) await this.pick(this.tabs).send();
    else if (chance < 0.88) await this.chooseElsewhere();
    else if (chance < 0.92) await this.kill();
    else if (chance < 0.95 && this.tabs.length < 3) await this.open();
    else if (chance < 0.97) await this.logInAgain();
    else if (chance < 0.985) this.breakChoice();
    else await rest();
  }

  /** The server fails on a choice of this device whenever it comes, until the end of the walk. */
  private breakChoice(): void {
    const choices = Object.values(this.chosen);
    if (choices.length > 0) this.server.broken.add(this.pick(choices).option);
    this.counts.broken = this.server.broken.size;
  }

  private async choose(): Promise<void> {
    const question = this.pick(QUESTIONS);
    const option = `here${++this.number}`;
    // What the screen shows as the server's: here, always the truth of a moment ago.
    await this.pick(this.tabs).choose(question, option, this.server.answers[question], true);
    this.chosen[question] = { option, isNewerElsewhere: false };
    this.counts.choices++;
  }

  private async chooseElsewhere(): Promise<void> {
    await rest();
    const question = this.pick(QUESTIONS);
    this.server.choose(question, `there${++this.number}`);
    if (this.chosen[question]) this.chosen[question].isNewerElsewhere = true;
    this.counts.elsewhere++;
  }

  private async kill(): Promise<void> {
    this.counts.kills++;
    const [tab] = this.tabs.splice(Math.floor(this.random() * this.tabs.length), 1);
    tab!.kill();
    if (this.tabs.length === 0) await this.open();
  }

  private async open(): Promise<void> {
    const tab = await openTab(this.server);
    await tab.start();
    this.tabs.push(tab);
  }

  /** The session ends at the next request, and the person logs in again. */
  private async logInAgain(): Promise<void> {
    this.counts.logins++;
    this.server.next = ["unauthorized"];
    await this.pick(this.tabs).send();
    await rest();
    this.server.next = [];
    logIn(`token${this.number}`);
    for (const tab of this.tabs) {
      tab.openSession({ token: `token${this.number}`, userId: "7", isShared: false });
      await tab.start();
    }
  }

  private async finish(): Promise<void> {
    this.server.always = undefined;
    this.server.broken.clear();
    const tab = this.pick(this.tabs);
    for (let round = 0; round < 3; round++) {
      await tab.send();
      await rest();
    }
  }

  /** What is wrong at the end, in words. */
  listWrongs(): string[] {
    const entries = this.tabs[0]!.outbox.value;
    const waiting = entries
      .filter(({ state }) => state === "waiting")
      .map(({ slot }) => `${slot} still waits`);
    return [...waiting, ...QUESTIONS.flatMap((question) => this.judge(question))];
  }

  private judge(question: string): string[] {
    const last = this.chosen[question];
    const actual = this.server.answers[question];
    const entry = this.tabs[0]!.outbox.value.find(({ slot }) => slot === question);
    if (entry?.state === "held") this.counts.held++;
    if (!last) return [];
    const isFromElsewhere = actual?.startsWith("there");
    // Nobody can stop a request that the server processes long after it was given up; the person is asked all the same.
    const wasDelayed = this.server.delayedAnswers.has(`${question}=${actual}`);
    if (entry?.state === "held" && (isFromElsewhere || wasDelayed)) return [];
    if (entry) return [`${question} ${entry.state} although the server has ${actual}`];
    if (last.isNewerElsewhere ? isFromElsewhere || wasDelayed : actual === last.option) return [];
    return [`${question} is ${actual} and should be ${last.option}`];
  }
}

const totals: Record<string, number> = {};
afterAll(() => process.stdout.write(`walks: ${JSON.stringify(totals)}\n`));

test.each(Array.from({ length: WALKS / PART }, (_, index) => index))(
  "walks %i",
  { timeout: 120_000 },
  async (part) => {
    for (let seed = part * PART; seed < (part + 1) * PART; seed++) {
      const walk = new Walk(buildRandom(seed));
      await walk.run();
      const wrongs = walk.listWrongs();
      for (const [name, count] of Object.entries(walk.counts)) totals[name] = (totals[name] ?? 0) + count;
      expect({ seed, wrongs }).toEqual({ seed, wrongs: [] });
    }
  },
);
