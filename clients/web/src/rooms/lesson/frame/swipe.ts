// Recognises a swipe to the next or previous slide. Used by the page and by the frame, which has its own events.

interface Start {
  x: number;
  y: number;
  at: number;
  target: EventTarget | null;
}

const LEAST_DISTANCE = 50;
const LONGEST_MS = 900;

/** Calls `onSwipe` with 1 for a swipe to the left (the next slide), -1 for one to the right. Returns how to end this. */
export function watchSwipes(area: Document | HTMLElement, onSwipe: (step: 1 | -1) => void): () => void {
  let start: Start | undefined;
  const begin = (event: Event) => {
    const { touches, target, timeStamp } = event as TouchEvent;
    const touch = touches[0];
    // A second finger begins a pinch.
    start =
      touches.length === 1 && touch
        ? { x: touch.clientX, y: touch.clientY, at: timeStamp, target }
        : undefined;
  };
  const end = (event: Event) => {
    const touch = (event as TouchEvent).changedTouches[0];
    const step = start && touch && readStep(start, touch, event.timeStamp);
    if (step && !canScroll(start!.target, step)) onSwipe(step);
    start = undefined;
  };
  const cancel = () => {
    start = undefined;
  };
  area.addEventListener("touchstart", begin, { passive: true });
  area.addEventListener("touchend", end, { passive: true });
  area.addEventListener("touchcancel", cancel);
  return () => {
    area.removeEventListener("touchstart", begin);
    area.removeEventListener("touchend", end);
    area.removeEventListener("touchcancel", cancel);
  };
}

/** The direction of a movement, or undefined if it is too short, too slow, or rather up or down. */
export function readStep(
  start: { x: number; y: number; at: number },
  end: { clientX: number; clientY: number },
  at: number,
): 1 | -1 | undefined {
  const x = end.clientX - start.x;
  const y = end.clientY - start.y;
  const isSwipe =
    Math.abs(x) >= LEAST_DISTANCE && Math.abs(x) > 2 * Math.abs(y) && at - start.at <= LONGEST_MS;
  return isSwipe ? (x < 0 ? 1 : -1) : undefined;
}

/** Whether the finger moved something that scrolls sideways, such as a wide table, or a control with its own gestures. */
function canScroll(target: EventTarget | null, step: 1 | -1): boolean {
  for (let element = target as Element | null; element; element = element.parentElement) {
    if (element.matches("video, audio, input")) return true;
    const spare = element.scrollWidth - element.clientWidth;
    const isScroller = spare > 1 && /auto|scroll/.test(getComputedStyle(element).overflowX);
    if (isScroller && (step > 0 ? element.scrollLeft < spare - 1 : element.scrollLeft > 1)) return true;
  }
  return false;
}
