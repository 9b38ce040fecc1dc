import { useEffect, useRef } from "preact/hooks";

import { SLIDE_KEYS, type SlideKey } from "../frame/protocol";

/** Elements that have a use of their own for the arrow keys. */
const OWN_KEYS = "input, select, textarea, video, audio, [contenteditable], dialog";

/** Calls `onKey` for the keys that change the slide, except while somebody types, plays a film or looks at a dialog. */
export function useSlideKeys(onKey: (key: SlideKey) => void): void {
  const latest = useRef(onKey);
  latest.current = onKey;
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (!SLIDE_KEYS.includes(event.key) || !isPlain(event) || isElsewhere(event.target)) return;
      event.preventDefault();
      latest.current(event.key as SlideKey);
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function isPlain(event: KeyboardEvent): boolean {
  return !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
}

function isElsewhere(target: EventTarget | null): boolean {
  const isInOwn = target instanceof Element && target.closest(OWN_KEYS) !== null;
  return isInOwn || document.querySelector("dialog[open]") !== null;
}
