import { type MutableRef, useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";

import { fitPicture, LARGEST, readZoomKey, type View, zoomAt } from "./zoom";

/** The scale of a double tap. */
const CLOSER = 2.5;

/** How large a picture is shown in an area that scrolls. `fit` begins anew, once its size is known. */
export function usePictureZoom() {
  const area = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const [view, setView] = useState<View>({ scale: 1, left: 0, top: 0 });
  const current = useRef(view);
  current.current = view;

  const zoomTo = (scale: number, x?: number, y?: number) => {
    const place = area.current!;
    const from = { scale: current.current.scale, left: place.scrollLeft, top: place.scrollTop };
    setView(zoomAt(from, scale, x ?? place.clientWidth / 2, y ?? place.clientHeight / 2));
  };
  useLayoutEffect(() => applyView(area.current!, picture.current, view), [view]);
  useGestures(area, current, zoomTo);
  return {
    area,
    picture,
    scale: view.scale,
    isLargest: view.scale >= LARGEST,
    fit: () => setView({ scale: 1, left: 0, top: 0 }),
    press: (key: string) => zoomTo(readZoomKey(key, view.scale) ?? view.scale),
  };
}

function applyView(area: HTMLElement, picture: HTMLImageElement | null, view: View): void {
  if (!picture?.complete) return;
  const fitting = fitPicture(
    { width: picture.naturalWidth, height: picture.naturalHeight },
    { width: area.clientWidth, height: area.clientHeight },
  );
  picture.style.width = `${fitting.width * view.scale}px`;
  picture.style.height = `${fitting.height * view.scale}px`;
  area.scrollTo(view.left, view.top);
}

type ZoomTo = (scale: number, x?: number, y?: number) => void;

function useGestures(area: MutableRef<HTMLElement | null>, view: { current: View }, zoomTo: ZoomTo): void {
  useEffect(() => {
    const place = area.current!;
    const at = (event: { clientX: number; clientY: number }) => {
      const box = place.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top] as const;
    };
    const listeners: Partial<Record<string, (event: never) => void>> = {
      ...listenToPinch(view, at, zoomTo),
      dblclick: (event: MouseEvent) => zoomTo(view.current.scale > 1 ? 1 : CLOSER, ...at(event)),
      wheel: (event: WheelEvent) => {
        if (!event.ctrlKey) return; // else it scrolls
        event.preventDefault();
        zoomTo(view.current.scale * Math.exp(-event.deltaY / 200), ...at(event));
      },
      keydown: (event: KeyboardEvent) => {
        const scale = readZoomKey(event.key, view.current.scale);
        if (scale !== undefined && !event.ctrlKey && !event.metaKey) zoomTo(scale);
      },
    };
    // On the dialog around it for keys, which its buttons get too.
    const target = (name: string) => (name === "keydown" ? (place.closest("dialog") ?? place) : place);
    for (const [name, listener] of Object.entries(listeners))
      target(name).addEventListener(name, listener as EventListener, { passive: false });
  }, []); // they end with the elements
}

/** Two fingers: the distance between them is the scale, what is between them stays there. */
function listenToPinch(
  view: { current: View },
  at: (event: { clientX: number; clientY: number }) => readonly [number, number],
  zoomTo: ZoomTo,
) {
  let start: { distance: number; scale: number } | undefined;
  return {
    touchstart(event: TouchEvent) {
      start =
        event.touches.length === 2 ? { distance: measure(event), scale: view.current.scale } : undefined;
    },
    touchmove(event: TouchEvent) {
      if (!start || event.touches.length !== 2) return;
      event.preventDefault();
      const [first, second] = [event.touches[0]!, event.touches[1]!];
      const middle = {
        clientX: (first.clientX + second.clientX) / 2,
        clientY: (first.clientY + second.clientY) / 2,
      };
      zoomTo((start.scale * measure(event)) / start.distance, ...at(middle));
    },
  };
}

function measure({ touches }: TouchEvent): number {
  const [first, second] = [touches[0]!, touches[1]!];
  return Math.max(Math.hypot(first.clientX - second.clientX, first.clientY - second.clientY), 1);
}
