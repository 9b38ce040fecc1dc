import { parseInert } from "@/base/trusted";

import { listPictures, readAddress } from "./addresses";

interface SlideFiles {
  content: string;
  media?: string | null;
}

/** Every file of the school that a slide shows: its pictures, and its film, sound, picture or PDF. */
export function listSlideFiles({ content, media }: SlideFiles): string[] {
  const own = readAddress(media);
  const pictures = content.includes("<img") ? listPictures(parseInert(content)) : [];
  return [...pictures, ...(own.kind === "own" ? [own.path] : [])];
}
