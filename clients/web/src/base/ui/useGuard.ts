// Keeps a person from leaving a screen by accident, such as an open paper: a link, the back button, a reload or closing
// the page.

import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation } from "preact-iso";

const MARK = "guarded-screen";

export interface Guard {
  /** Set while the person has to be asked whether they want to leave. */
  isAsking: boolean;
  leave: () => void;
  stay: () => void;
  /** Lets the next navigation pass; before leaving on purpose. */
  release: () => Promise<void>;
}

/** Asks before leaving the screen while `isActive`; `mustWarn` lets the browser ask before the page is closed, too. */
export function useGuard(isActive: boolean, mustWarn: boolean): Guard {
  const { route } = useLocation();
  const [target, setTarget] = useState<string | "back">();
  const isReleased = useRef(false);

  useEffect(() => {
    if (!isActive) return;
    isReleased.current = false;
    // A second entry for this page in the history: going back arrives here first, where it can be asked.
    if (history.state !== MARK) history.pushState(MARK, "");
    const stop = listen(isReleased, setTarget);
    return stop;
  }, [isActive]);

  useEffect(() => {
    if (!mustWarn) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [mustWarn]);

  const release = async () => {
    isReleased.current = true;
    if (history.state === MARK) await goBack();
  };
  const leave = () => {
    setTarget(undefined);
    void release().then(() => (target === "back" ? history.back() : route(target!)));
  };
  return { isAsking: target !== undefined, leave, stay: () => setTarget(undefined), release };
}

function listen(isReleased: { current: boolean }, ask: (target: string | "back") => void): () => void {
  const onClick = (event: MouseEvent) => {
    const href = findTarget(event);
    if (href === undefined || isReleased.current) return;
    event.preventDefault();
    event.stopPropagation();
    ask(href);
  };
  const onBack = () => {
    if (isReleased.current || history.state === MARK) return;
    history.pushState(MARK, "");
    ask("back");
  };
  document.addEventListener("click", onClick, true);
  addEventListener("popstate", onBack);
  return () => {
    document.removeEventListener("click", onClick, true);
    removeEventListener("popstate", onBack);
  };
}

/** The address in the app to which a click would lead, away from this screen. */
function findTarget(event: MouseEvent): string | undefined {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  const isElsewhere =
    event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0 || !!link?.target;
  if (!link || isElsewhere || link.origin !== location.origin || link.pathname === location.pathname)
    return undefined;
  return link.pathname + link.search;
}

function goBack(): Promise<void> {
  return new Promise((resolve) => {
    addEventListener("popstate", () => resolve(), { once: true });
    history.back();
  });
}
