// How an attempt ends: the person finishes it, or its time runs out. Neither happens while answers wait that could
// still arrive.
import { signal } from "@preact/signals";

import { api, unwrap } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { isTemporary } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { send } from "@/base/store/outbox";

import { forgetPaper } from "./notes";
import type { Sitting } from "./sitting";
import { isUnsent } from "./standing";

/** How long after the end the server still takes answers that were on their way (docs/api.md, section 6). */
const GRACE_MS = 5_000;
const RETRY_MS = 3_000;

/** Why finishing has to wait. */
export type Obstacle = "waiting" | "held" | "changed" | "unreachable";

/**
 * Sends what waits and compares with the server. Returns what keeps the attempt from being finished, or undefined: then
 * the server has every choice that the screen shows.
 */
export async function prepareFinish(sitting: Sitting): Promise<Obstacle | undefined> {
  await send();
  const hasResponded = await sitting.look();
  const standings = sitting.standings.value;
  if (standings.some(isUnsent)) return "waiting";
  if (standings.some(({ state }) => state === "held")) return "held";
  if (sitting.changed.value.length > 0) return "changed";
  return hasResponded ? undefined : "unreachable";
}

/** Finishes the attempt. Doing so again changes nothing, so it may be retried. Raises ApiError or Unreachable. */
export async function finish(attempt: string, key: string): Promise<void> {
  const params = { path: { id: attempt }, header: { "Idempotency-Key": key } };
  await unwrap(api.POST("/trainings/exams/finish/{id}.json", { params }));
  await forgetPaper(attempt);
  void invalidate("/trainings");
}

/** What happens once the time is over: tries until the attempt is finished, or turns out to have time left. */
export class RunningOut {
  /** `over`: nothing can be chosen any more. `done`: the result is there. */
  readonly phase = signal<"open" | "over" | "done">("open");
  /** Why the server does not finish it. */
  readonly error = signal<unknown>(undefined);
  private readonly key = crypto.randomUUID();
  private since = 0;
  private isStopped = false;

  constructor(private readonly sitting: Sitting) {}

  async begin(): Promise<void> {
    if (this.phase.value !== "open" && this.error.value === undefined) return;
    this.error.value = undefined;
    this.phase.value = "over";
    this.since = performance.now();
    while (!this.isStopped && !(await this.tryToEnd())) await this.pause();
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Whether nothing is left to be tried. */
  private async tryToEnd(): Promise<boolean> {
    await send();
    if (!(await this.sitting.look())) return false;
    const { status } = this.sitting.paper.value!.ExamAttempt;
    const { seconds } = this.sitting.countdown.left.value;
    if (status === "open" && seconds !== 0) {
      this.phase.value = "open"; // the count was ahead of the server
      return true;
    }
    const isGrace = performance.now() - this.since < GRACE_MS;
    if (status === "open" && isGrace && this.sitting.standings.value.some(isUnsent)) return false;
    return this.tryToFinish();
  }

  private async tryToFinish(): Promise<boolean> {
    try {
      await finish(this.sitting.attempt, this.key);
      this.phase.value = "done";
      return true;
    } catch (error) {
      this.error.value = isTemporary(error) ? undefined : error;
      return !isTemporary(error);
    }
  }

  /** Until the connection is back, but not for long: the browser does not always notice. */
  private pause(): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        stop();
        resolve();
      };
      const timer = setTimeout(end, RETRY_MS);
      const wasConnected = isConnected.peek();
      const stop = isConnected.subscribe((connected) => connected && !wasConnected && queueMicrotask(end));
    });
  }
}
