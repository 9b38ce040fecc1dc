import { useEffect, useMemo, useState } from "preact/hooks";
import { addTime, type LessonOf } from "@/base/learning/storedTime";
import { createStudyClock, type StudyClock } from "./clock";

/** A crash loses at most this. */
const KEEP_EVERY_MS = 5_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchmove", "scroll"];

export interface StudyTime {
  /** What is studied and not sent yet. */
  seconds: number;
  isCounting: boolean;
  /** The person did something in the frame of the slide, whose events the page does not see. */
  noteActivity: () => void;
  setPlaying: (isPlaying: boolean) => void;
  /** Keeps what is counted so far; before a completion. */
  keep: () => Promise<void>;
  /** All of it was handed over to be sent. */
  reset: () => void;
}

/** Counts the time at a lesson while `isShown`: a slide is on the screen, and not only the list or the end. */
export function useStudyTime({ lesson, enrollment }: LessonOf, isShown: boolean): StudyTime {
  const clock = useMemo(() => createStudyClock(performance.now()), [lesson, enrollment]);
  const [kept, setKept] = useState(0);
  const [isCounting, setCounting] = useState(false);
  const keep = async () => setKept(await keepCounted(clock, { lesson, enrollment }));
  useClock(clock, isShown, async () => {
    await keep();
    setCounting(clock.isCounting(performance.now()));
  });
  return {
    seconds: kept + clock.seconds,
    isCounting,
    noteActivity: () => clock.noteActivity(performance.now()),
    setPlaying: (isPlaying) => clock.setPlaying(isPlaying, performance.now()),
    keep,
    reset: () => setKept(0),
  };
}

/** Moves what the clock has counted into the store. Returns everything that is not sent yet. */
async function keepCounted(clock: StudyClock, of: LessonOf): Promise<number> {
  clock.tick(performance.now());
  const seconds = clock.take();
  try {
    return await addTime(of, seconds);
  } catch (error) {
    clock.putBack(seconds);
    throw error;
  }
}

function useClock(clock: StudyClock, isShown: boolean, onTick: () => Promise<void>): void {
  const [isMine, setMine] = useState(false);
  useEffect(() => holdStudyLock(setMine), []);
  useEffect(() => {
    const follow = () => clock.setVisible(isShown && isMine && !document.hidden, performance.now());
    const tick = () => {
      follow();
      void onTick().catch(() => undefined); // a full disk must not stop the slides
    };
    const note = () => clock.noteActivity(performance.now());
    tick();
    const timer = setInterval(tick, KEEP_EVERY_MS);
    document.addEventListener("visibilitychange", tick);
    addEventListener("pagehide", tick);
    for (const sign of SIGNS) addEventListener(sign, note, { passive: true, capture: true });
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", tick);
      removeEventListener("pagehide", tick);
      for (const sign of SIGNS) removeEventListener(sign, note, { capture: true });
      clock.setVisible(false, performance.now());
      void onTick().catch(() => undefined);
    };
  }, [clock, isShown, isMine]);
}

/** Two windows beside each other count once: the one that has the lock. */
function holdStudyLock(onChange: (isMine: boolean) => void): () => void {
  const waiting = new AbortController();
  let release = () => {};
  const hold = () =>
    new Promise<void>((resolve) => {
      release = resolve;
      onChange(true);
    });
  void navigator.locks.request("downwind-study", { signal: waiting.signal }, hold).catch(() => undefined);
  return () => {
    waiting.abort();
    release();
  };
}
