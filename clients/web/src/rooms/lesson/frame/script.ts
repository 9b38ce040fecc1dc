// Runs in the frame of a slide: puts its HTML into the document, shows the pictures that the app sends, and tells the
// app what happens. `frame.config.ts` bundles it into the document.
import {
  type FrameLabels,
  type FramePage,
  type FromFrame,
  SLIDE_KEYS,
  type SlideKey,
  type ToFrame,
} from "./protocol";
import { watchSwipes } from "./swipe";

const ACTIVITY_EVERY_MS = 2_000;

const rules = {
  createHTML: (html: string) => html,
  createScriptURL(): never {
    throw new TypeError("The frame loads no scripts.");
  },
};
/** The page's content security policy admits this name; the frame inherits it. */
const policy = window.trustedTypes?.createPolicy("downwind", rules) ?? rules;

const slide = document.getElementById("slide")!;
let addresses: string[] = [];
let lastActivity = 0;

function tell(message: FromFrame): void {
  parent.postMessage(message, "*"); // the app's origin cannot be named from here, and nothing of this is secret
}

addEventListener("message", (event: MessageEvent<ToFrame>) => {
  if (event.source !== parent) return;
  const message = event.data;
  if (message.kind === "slide") showSlide(message.html, message.labels);
  if (message.kind === "slide") follow(message.page);
  if (message.kind === "file") showPicture(message.address, message.blob);
  if (message.kind === "lost") nameLost(message.address, message.text);
});

function follow({ title, language, fontSize }: FramePage): void {
  document.title = title;
  document.documentElement.lang = language;
  document.documentElement.style.fontSize = fontSize;
}

function showSlide(html: string, labels: FrameLabels): void {
  for (const address of addresses) URL.revokeObjectURL(address);
  addresses = [];
  const parsed = new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  slide.replaceChildren(...parsed.body.childNodes);
  for (const table of slide.querySelectorAll("table, pre")) makeScroller(table);
  for (const picture of listPictures()) preparePicture(picture, labels);
}

/** What is wider than the slide scrolls within itself, by keys too. */
function makeScroller(wide: Element): void {
  const scroller = document.createElement("div");
  scroller.className = "scroller";
  wide.replaceWith(scroller);
  scroller.append(wide);
  if (scroller.scrollWidth > scroller.clientWidth) scroller.tabIndex = 0;
}

function listPictures(address?: string): HTMLImageElement[] {
  const pictures = [...slide.querySelectorAll<HTMLImageElement>("img[data-file]")];
  return address === undefined ? pictures : pictures.filter((picture) => picture.dataset["file"] === address);
}

function preparePicture(picture: HTMLImageElement, labels: FrameLabels): void {
  picture.classList.add("waiting");
  if (picture.closest("a")) return; // it leads somewhere: a tap follows the link
  picture.tabIndex = 0;
  picture.setAttribute("role", "button");
  picture.setAttribute("aria-label", `${labels.enlarge} ${picture.alt}`.trim());
}

function showPicture(address: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  addresses.push(url);
  for (const picture of listPictures(address)) {
    picture.src = url;
    picture.classList.remove("waiting");
  }
}

function nameLost(address: string, text: string): void {
  for (const picture of listPictures(address)) {
    const note = document.createElement("span");
    note.className = "lost";
    note.textContent = picture.alt ? `${picture.alt}: ${text}` : text;
    picture.replaceWith(note);
  }
}

function followLink(event: MouseEvent): void {
  const link = (event.target as Element).closest("a[href]");
  if (!link || event.button > 1) return;
  event.preventDefault();
  tell({ kind: "link", href: link.getAttribute("href")! });
}

function openPicture(target: EventTarget | null): boolean {
  const picture = (target as Element).closest?.<HTMLImageElement>("img[role=button]");
  if (!picture || picture.classList.contains("waiting")) return false;
  tell({ kind: "picture", address: picture.dataset["file"]!, text: picture.alt });
  return true;
}

function handleKey(event: KeyboardEvent): void {
  const isPlain = !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!isPlain) return;
  if ([" ", "Enter"].includes(event.key) && openPicture(event.target)) event.preventDefault();
  // In a wide table the arrows scroll the table.
  if (!SLIDE_KEYS.includes(event.key) || (event.target as Element).closest?.(".scroller")) return;
  event.preventDefault();
  tell({ kind: "key", key: event.key as SlideKey });
}

function noteActivity(event: Event): void {
  if (event.timeStamp - lastActivity < ACTIVITY_EVERY_MS) return;
  lastActivity = event.timeStamp;
  tell({ kind: "activity" });
}

addEventListener("click", followLink);
addEventListener("auxclick", followLink);
addEventListener("click", (event) => void openPicture(event.target));
addEventListener("keydown", handleKey);
for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchmove"])
  addEventListener(name, noteActivity, { passive: true });
watchSwipes(document, (step) => tell({ kind: "swipe", step }));
new ResizeObserver(() =>
  tell({ kind: "height", height: Math.ceil(slide.getBoundingClientRect().height) }),
).observe(slide);
tell({ kind: "ready" });
