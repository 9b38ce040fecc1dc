export type MediaKind = "picture" | "film" | "sound" | "pdf" | "other";

const KINDS: Record<string, MediaKind> = {
  png: "picture",
  jpg: "picture",
  jpeg: "picture",
  gif: "picture",
  webp: "picture",
  mp4: "film",
  webm: "film",
  mp3: "sound",
  pdf: "pdf",
};

/** What the file of a slide is, by the ending of its address: the server accepts these alone. */
export function readKind(path: string): MediaKind {
  const ending = /\.([a-z0-9]+)$/i.exec(path.split("?")[0]!)?.[1]?.toLowerCase() ?? "";
  return KINDS[ending] ?? "other";
}

/** Films and sounds are played while they load; they are not loaded before. */
export function isStreamed(path: string): boolean {
  return ["film", "sound"].includes(readKind(path));
}
