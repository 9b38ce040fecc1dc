// What the app and the frame of a slide tell each other by `postMessage`. The frame has an opaque origin: no storage, no
// token, no request of its own. Both sides check that a message comes from the other.

/** From the app to the frame. */
export type ToFrame =
  | { kind: "slide"; html: string; page: FramePage; labels: FrameLabels }
  /** A picture of the slide, by the address in its `data-file`. */
  | { kind: "file"; address: string; blob: Blob }
  /** A picture that cannot be shown, and the sentence that says so. */
  | { kind: "lost"; address: string; text: string };

/** What the document of the frame has in common with the page. */
export interface FramePage {
  title: string;
  language: string;
  fontSize: string;
}

export interface FrameLabels {
  /** Of a picture that can be enlarged. */
  enlarge: string;
}

export type SlideKey = "ArrowLeft" | "ArrowRight" | "Home" | "End";
export const SLIDE_KEYS: readonly string[] = ["ArrowLeft", "ArrowRight", "Home", "End"] satisfies SlideKey[];

/** From the frame to the app. */
export type FromFrame =
  | { kind: "ready" }
  | { kind: "height"; height: number }
  | { kind: "swipe"; step: 1 | -1 }
  | { kind: "key"; key: SlideKey }
  | { kind: "link"; href: string }
  | { kind: "picture"; address: string; text: string }
  /** Somebody is there. */
  | { kind: "activity" };
