// Prepares the HTML of a slide for its frame: the school's pictures become places that the app fills, pictures of other
// hosts become links, formulas become MathML.
import { drawFormula } from "@/base/formulas/draw";
import { type Formula, hasFormula, splitFormulas } from "@/base/formulas/split";
import { listPictures, readAddress } from "@/base/offline/addresses";
import { t } from "@/base/texts/translate";
import { parseInert } from "@/base/trusted";

export interface PreparedSlide {
  html: string;
  /** The school's files that it shows, by the addresses in `data-file`. */
  files: string[];
}

/**
 * What could take the frame elsewhere, by links that its script does not see too. The server's sanitiser lets none of it
 * through; this is a second line. Formulas become MathML later.
 */
const NEVER_SENT =
  "meta, base, link, iframe, object, embed, script, style, form, template, svg, math, map, area";

/** The slide as the frame takes it. Never fails: what cannot be shown is named in its place. */
export async function prepareSlide(content: string): Promise<PreparedSlide> {
  const page = parseInert(content);
  for (const element of page.querySelectorAll(NEVER_SENT)) element.remove();
  const files = listPictures(page);
  for (const picture of page.querySelectorAll("img")) replacePicture(picture);
  await drawFormulas(page);
  return { html: page.body.innerHTML, files };
}

function replacePicture(picture: HTMLImageElement): void {
  const address = readAddress(picture.getAttribute("src"));
  picture.removeAttribute("src");
  picture.removeAttribute("srcset");
  if (address.kind === "own") picture.setAttribute("data-file", address.path);
  else if (address.kind === "elsewhere") picture.replaceWith(buildLink(picture, address));
  else picture.replaceWith(buildNote(picture));
}

/** A picture of another host is not requested: that host would learn who studies what. */
function buildLink(picture: HTMLImageElement, { url, host }: { url: string; host: string }): Element {
  const isInLink = picture.closest("a") !== null;
  const link = picture.ownerDocument.createElement(isInLink ? "span" : "a");
  if (!isInLink) link.setAttribute("href", url);
  link.className = "elsewhere";
  link.textContent = join(picture.alt, t("lesson:picture_elsewhere", { host }));
  return link;
}

function buildNote(picture: HTMLImageElement): Element {
  const note = picture.ownerDocument.createElement("span");
  note.className = "lost";
  note.textContent = join(picture.alt, t("lesson:picture_unreadable"));
  return note;
}

function join(alt: string, text: string): string {
  return alt ? `${alt}: ${text}` : text;
}

async function drawFormulas(page: Document): Promise<void> {
  for (const text of listTexts(page)) {
    if (!hasFormula(text.data) || text.parentElement?.closest("pre, code, kbd, samp")) continue;
    text.replaceWith(...(await Promise.all(splitFormulas(text.data).map(drawPiece))));
  }
}

function listTexts(page: Document): Text[] {
  const walker = page.createTreeWalker(page.body, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  return texts;
}

async function drawPiece(piece: string | Formula): Promise<string | Element> {
  return typeof piece === "string" ? piece : ((await drawFormula(piece)) ?? piece.source);
}
