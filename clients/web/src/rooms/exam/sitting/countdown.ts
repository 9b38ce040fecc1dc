// The time that is left, from what the server says. Counted by the monotonic clock of the page: setting the device's
// clock changes nothing. That clock may stand still while the device sleeps, so after a jump the time is only an upper
// bound until the server has been asked again.
import { type ReadonlySignal, signal } from "@preact/signals";

/** What a response says of the time. `sentAt` and `receivedAt` of its request are by the monotonic clock, in ms. */
export interface Measurement {
  remaining: number | null;
  sentAt: number;
  receivedAt: number;
}

/** `seconds` is undefined while nothing is known, and null without a limit. */
export interface TimeLeft {
  seconds: number | null | undefined;
  /** False: there may be less, and the server has to be asked. */
  isCertain: boolean;
}

export interface Countdown {
  left: ReadonlySignal<TimeLeft>;
  /** Takes over what the server said. Returns whether it has to be asked again, as the device slept meanwhile. */
  measure: (measurement: Measurement) => boolean;
  /** At most that many seconds are left: known from before a reload. */
  assume: (seconds: number) => void;
  /** Counts on. Returns whether the device has slept, or its clock was set: ask the server. */
  tick: () => boolean;
}

/** Both clocks drift apart by less than this within a tick, unless one of them jumps. */
const JUMP_MS = 1_500;

export function createCountdown(monotonic = () => performance.now(), wall = () => Date.now()): Countdown {
  const left = signal<TimeLeft>({ seconds: undefined, isCertain: false });
  let deadline: number | null | undefined;
  let isCertain = false;
  let jumpedAt = Number.NEGATIVE_INFINITY;
  let last = { monotonic: monotonic(), wall: wall() };

  const show = () => {
    const seconds = deadline == null ? deadline : Math.max(0, Math.ceil((deadline - monotonic()) / 1000));
    const { value } = left;
    if (value.seconds !== seconds || value.isCertain !== isCertain) left.value = { seconds, isCertain };
  };

  const tick = () => {
    const now = { monotonic: monotonic(), wall: wall() };
    const drift = now.wall - last.wall - (now.monotonic - last.monotonic);
    last = now;
    const jumped = Math.abs(drift) > JUMP_MS;
    if (jumped) {
      isCertain = false;
      jumpedAt = now.monotonic;
    }
    show();
    return jumped;
  };

  return {
    left,
    tick,
    measure(measurement) {
      tick();
      const isTooOld = jumpedAt > measurement.sentAt;
      deadline = narrow(isCertain ? deadline : undefined, measurement);
      isCertain = !isTooOld;
      show();
      return isTooOld;
    },
    assume(seconds) {
      if (isCertain) return;
      const bound = monotonic() + seconds * 1000;
      deadline = deadline == null ? bound : Math.min(deadline, bound);
      show();
    },
  };
}

/**
 * The end lies between `remaining` after the request was sent and, as whole seconds are told, one second more after the
 * response arrived. What was known stays if it is in there; else the earliest moment counts, so that nobody is promised
 * time that they do not have.
 */
function narrow(known: number | null | undefined, measurement: Measurement): number | null {
  const { remaining, sentAt, receivedAt } = measurement;
  if (remaining === null) return null;
  const earliest = sentAt + remaining * 1000;
  const latest = receivedAt + (remaining + 1) * 1000;
  return known != null && known >= earliest && known <= latest ? known : earliest;
}
