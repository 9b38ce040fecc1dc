// How a picture is enlarged: the part under the fingers stays under them.

export const LARGEST = 6;
const STEP = 1.5;

/** Where a picture stands in its area: how much larger than what fits, and how far it is scrolled. */
export interface View {
  scale: number;
  left: number;
  top: number;
}

/** The view with another scale, in which the point `x`, `y` of the area shows what it showed before. */
export function zoomAt(view: View, scale: number, x: number, y: number): View {
  const next = Math.min(Math.max(scale, 1), LARGEST);
  const ratio = next / view.scale;
  return { scale: next, left: (view.left + x) * ratio - x, top: (view.top + y) * ratio - y };
}

/** The scale after a key or button, or undefined for a key that does not zoom. */
export function readZoomKey(key: string, scale: number): number | undefined {
  if (key === "+" || key === "=") return scale * STEP;
  if (key === "-") return scale / STEP;
  return key === "0" ? 1 : undefined;
}

/** The size at which a picture is shown before it is enlarged: whole, and at most twice its own size. */
export function fitPicture(
  picture: { width: number; height: number },
  area: { width: number; height: number },
): { width: number; height: number } {
  const width = picture.width || area.width; // some pictures do not say how large they are
  const height = picture.height || area.height;
  const ratio = Math.min(area.width / width, area.height / height, 2);
  return { width: width * ratio, height: height * ratio };
}
