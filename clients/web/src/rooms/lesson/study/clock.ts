// Counts the time that somebody studies: while a slide is visible and the person is there.

/** After this time without a sign of the person, they are somewhere else. */
export const IDLE_AFTER_MS = 3 * 60_000;
/** A pause between two ticks that is longer was the device's sleep, or a page that the browser had stopped. */
const LONGEST_STEP_MS = 15_000;

export interface StudyClock {
  /** Whole seconds since the start, or since `take`. */
  readonly seconds: number;
  /** Counts up to now. */
  tick: (now: number) => void;
  /** The person did something. */
  noteActivity: (now: number) => void;
  /** Whether a slide can be seen. */
  setVisible: (isVisible: boolean, now: number) => void;
  /** A film or sound plays: nobody touches the screen meanwhile. */
  setPlaying: (isPlaying: boolean, now: number) => void;
  /** Takes the whole seconds out; what is left of a second goes on counting. */
  take: () => number;
  /** Counts seconds again that were taken and could not be kept. */
  putBack: (seconds: number) => void;
  isCounting: (now: number) => boolean;
}

/** A clock that stands until `setVisible`. Moments are milliseconds of `performance.now()`, which nobody can set. */
export function createStudyClock(start: number): StudyClock {
  let counted = 0;
  let last = start;
  let lastActivity = start;
  let isVisible = false;
  let isPlaying = false;

  const tick = (now: number) => {
    const end = isPlaying ? now : Math.min(now, lastActivity + IDLE_AFTER_MS);
    if (isVisible) counted += Math.min(Math.max(end - last, 0), LONGEST_STEP_MS);
    last = now;
  };
  return {
    get seconds() {
      return Math.floor(counted / 1000);
    },
    tick,
    noteActivity(now) {
      tick(now);
      lastActivity = now;
    },
    setVisible(visible, now) {
      tick(now);
      if (visible && !isVisible) lastActivity = now; // whoever comes back is there
      isVisible = visible;
    },
    setPlaying(playing, now) {
      tick(now);
      lastActivity = now;
      isPlaying = playing;
    },
    take() {
      const seconds = Math.floor(counted / 1000);
      counted -= seconds * 1000;
      return seconds;
    },
    putBack(seconds) {
      counted += seconds * 1000;
    },
    isCounting: (now) => isVisible && (isPlaying || now - lastActivity < IDLE_AFTER_MS),
  };
}
