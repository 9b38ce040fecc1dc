// Addresses of pictures and files in slides: those of the school are loaded and kept, those of other hosts never are.

/** Where the server has the files that people upload. Nothing else of it is a picture, least of all a page of the admin. */
const UPLOADS = "/media/";

/** A file of the school's server, by the path under which it is kept; or the address of another host; or neither. */
export type FileAddress =
  | { kind: "own"; path: string }
  | { kind: "elsewhere"; url: string; host: string }
  | { kind: "unreadable" };

/** What an address in a slide leads to. */
export function readAddress(address: string | null | undefined, origin = location.origin): FileAddress {
  if (!address?.trim() || !URL.canParse(address, origin)) return { kind: "unreadable" };
  const url = new URL(address, origin);
  if (!["http:", "https:"].includes(url.protocol)) return { kind: "unreadable" };
  if (url.origin !== origin) return { kind: "elsewhere", url: url.href, host: url.host };
  return url.pathname.startsWith(UPLOADS)
    ? { kind: "own", path: url.pathname + url.search }
    : { kind: "unreadable" };
}

/** The addresses of the school's own pictures in a parsed slide, each once. */
export function listPictures(content: Document): string[] {
  const addresses = [...content.querySelectorAll("img")].map((picture) =>
    readAddress(picture.getAttribute("src")),
  );
  return [...new Set(addresses.flatMap((address) => (address.kind === "own" ? [address.path] : [])))];
}
