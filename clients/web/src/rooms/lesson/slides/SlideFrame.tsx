import frameDocument from "virtual:slide-frame";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { Unreachable } from "@/base/api/errors";
import { loadFile } from "@/base/store/school-files";
import { language } from "@/base/texts/language";
import { t } from "@/base/texts/translate";
import { trustInFrame } from "@/base/trusted";
import { Notice } from "@/base/ui/Feedback";

import type { FromFrame, SlideKey, ToFrame } from "../frame/protocol";
import { PictureDialog } from "../media/PictureDialog";
import { openLink } from "./links";
import { prepareSlide } from "./prepare";

/** One object for all: setting another one, even with the same text, would load the frame again. */
const FRAME = trustInFrame(frameDocument);
/** The frame's own script says that it runs; without that, the slide would be blank. */
const STARTED_WITHIN_MS = 8_000;

interface Slide {
  title: string;
  content: string;
}

interface Props extends Slide {
  onStep: (step: 1 | -1) => void;
  onKey: (key: SlideKey) => void;
  onActivity: () => void;
}

/** What to do with each kind of message from the frame. */
type Handlers = { [Kind in FromFrame["kind"]]: (message: Extract<FromFrame, { kind: Kind }>) => void };

interface Picture {
  blob: Blob;
  text: string;
}

/** The HTML of a slide in a frame of its own origin, which has no access to the app and requests nothing. */
export function SlideFrame({ title, content, onStep, onKey, onActivity }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const pictures = useRef(new Map<string, Blob>());
  const [state, setState] = useState<"starting" | "ready" | "failed">("starting");
  const [height, setHeight] = useState(0);
  const [zoomed, setZoomed] = useState<Picture>();
  const post = (message: ToFrame) => frame.current?.contentWindow?.postMessage(message, "*");

  const handlers: Handlers = {
    ready: () => setState("ready"),
    height: (message) => setHeight(message.height),
    swipe: ({ step }) => {
      if (!isMagnified()) onStep(step);
    },
    key: ({ key }) => onKey(key),
    link: ({ href }) => openLink(href),
    activity: onActivity,
    picture({ address, text }) {
      const blob = pictures.current.get(address);
      if (blob) setZoomed({ blob, text });
    },
  };
  useFrameMessages(frame, handlers);
  useStartLimit(state === "starting", () => setState("failed"));
  useContent(state === "ready", { title, content }, pictures, post);

  if (state === "failed") return <Notice tone="bad" title={t("lesson:slide_not_shown")} />;
  return (
    <>
      <iframe
        ref={frame}
        class="slide-frame"
        sandbox="allow-scripts"
        srcdoc={FRAME}
        title={title}
        style={{ height: `${height}px` }}
      />
      {zoomed && (
        <PictureDialog picture={zoomed.blob} text={zoomed.text} onClose={() => setZoomed(undefined)} />
      )}
    </>
  );
}

/** While the page is magnified by a pinch, a swipe moves what can be seen of it. */
function isMagnified(): boolean {
  return (visualViewport?.scale ?? 1) > 1.05;
}

function useFrameMessages(frame: { current: HTMLIFrameElement | null }, handlers: Handlers): void {
  const latest = useRef(handlers);
  latest.current = handlers;
  useLayoutEffect(() => {
    // Before the frame can have started.
    const listen = (event: MessageEvent<FromFrame>) => {
      if (event.source !== frame.current?.contentWindow) return;
      const handle = latest.current[event.data.kind] as ((message: FromFrame) => void) | undefined;
      handle?.(event.data);
    };
    addEventListener("message", listen);
    return () => removeEventListener("message", listen);
  }, []);
}

function useStartLimit(isStarting: boolean, onLimit: () => void): void {
  useEffect(() => {
    if (!isStarting) return;
    const timer = setTimeout(onLimit, STARTED_WITHIN_MS);
    return () => clearTimeout(timer);
  }, [isStarting]);
}

/** Shows the content, then its pictures as they arrive; lost ones again once the connection is back. */
function useContent(
  isReady: boolean,
  slide: Slide,
  pictures: { current: Map<string, Blob> },
  post: (message: ToFrame) => void,
): void {
  const [retries, setRetries] = useState(0);
  const isIncomplete = useRef(false);
  const connected = isConnected.value;
  useEffect(() => {
    if (connected && isIncomplete.current) setRetries(retries + 1);
  }, [connected]);
  useEffect(() => {
    if (!isReady) return;
    const shown = { isCurrent: true };
    isIncomplete.current = false;
    void showContent(slide, shown, pictures.current, post).then((isComplete) => {
      if (shown.isCurrent) isIncomplete.current = !isComplete;
    });
    return () => {
      shown.isCurrent = false;
    };
  }, [isReady, slide.content, retries, language.value]);
}

/** Returns whether everything is there that a connection could bring. */
async function showContent(
  { title, content }: Slide,
  shown: { isCurrent: boolean },
  pictures: Map<string, Blob>,
  post: (message: ToFrame) => void,
): Promise<boolean> {
  const { html, files } = await prepareSlide(content);
  if (!shown.isCurrent) return true;
  pictures.clear();
  const fontSize = getComputedStyle(document.documentElement).fontSize;
  const page = { title, language: language.value, fontSize };
  post({ kind: "slide", html, page, labels: { enlarge: t("lesson:enlarge") } });
  const found = await Promise.all(files.map((address) => showPicture(address, shown, pictures, post)));
  return !found.includes(false);
}

async function showPicture(
  address: string,
  shown: { isCurrent: boolean },
  pictures: Map<string, Blob>,
  post: (message: ToFrame) => void,
): Promise<boolean> {
  try {
    const blob = await loadFile(address);
    if (!shown.isCurrent) return true;
    pictures.set(address, blob);
    post({ kind: "file", address, blob });
    return true;
  } catch (error) {
    const mayCome = error instanceof Unreachable;
    const text = mayCome ? t("lesson:picture_not_kept") : t("lesson:picture_lost");
    if (shown.isCurrent) post({ kind: "lost", address, text });
    return !mayCome;
  }
}
