import { ChevronLeft, ChevronRight, List } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";

import type { SlideKey } from "../frame/protocol";
import { watchSwipes } from "../frame/swipe";
import { Overview, Titles } from "./Overview";
import { type SlideEvents, SlideView, usePreloaded } from "./SlideView";
import { useSlideKeys } from "./useSlideKeys";

export interface SlideName {
  id: string;
  title: string;
}

interface Props extends Pick<SlideEvents, "onActivity" | "onPlaying"> {
  slides: SlideName[];
  /** Which is shown, from 0; the number of slides is the end, after the last one. */
  position: number;
  onPosition: (position: number) => void;
  /** What is shown after the last slide. */
  end?: ComponentChildren;
}

/** Slides one at a time: by swipe, arrows on the screen, keys, and an overview of the titles. */
export function SlideShow({ slides, position, onPosition, end, ...events }: Props) {
  const last = end === undefined ? slides.length - 1 : slides.length;
  const stage = useRef<HTMLDivElement>(null);
  const [isOverview, setOverview] = useState(false);
  const show = (target: number) => {
    const next = Math.min(Math.max(target, 0), last);
    if (next !== position) onPosition(next);
  };
  const step = (by: 1 | -1) => show(position + by);
  const press = (key: SlideKey) => show(readKey(key, position, last));
  useSlideKeys(press);
  useSwipes(stage, step);
  useTop(stage, position);
  usePreloaded(slides[position + 1]?.id);
  usePreloaded(slides[position - 1]?.id);
  const slide = slides[position];
  return (
    <section class="show" aria-label={t("lesson:slides")}>
      <nav class="side-titles" aria-label={t("lesson:overview")}>
        <Titles slides={slides} position={position} onPosition={show} />
      </nav>
      <div class="stage" ref={stage}>
        <progress class="show-progress" max={last + 1} value={position + 1} aria-hidden="true" />
        <div key={position > slides.length - 1 ? "end" : "slide"} class="card slide">
          {slide ? <SlideView id={slide.id} onStep={step} onKey={press} {...events} /> : end}
        </div>
        <Controls
          {...{ slides, position, last, step }}
          isAtEnd={slide === undefined}
          onOverview={() => setOverview(true)}
        />
      </div>
      {isOverview && (
        <Overview {...{ slides, position }} onPosition={show} onClose={() => setOverview(false)} />
      )}
    </section>
  );
}

function readKey(key: SlideKey, position: number, last: number): number {
  if (key === "Home") return 0;
  if (key === "End") return last;
  return position + (key === "ArrowRight" ? 1 : -1);
}

interface ControlProps {
  slides: SlideName[];
  position: number;
  last: number;
  isAtEnd: boolean;
  step: (by: 1 | -1) => void;
  onOverview: () => void;
}

function Controls({ slides, position, last, isAtEnd, step, onOverview }: ControlProps) {
  const place = isAtEnd
    ? t("lesson:end")
    : t("lesson:position", { number: position + 1, total: slides.length });
  return (
    <div class="show-controls">
      <Button look="secondary" disabled={position === 0} onClick={() => step(-1)}>
        <ChevronLeft aria-hidden="true" size={20} />
        <span class="button-text">{t("lesson:previous")}</span>
      </Button>
      <button type="button" class="show-position" onClick={onOverview} aria-haspopup="dialog">
        <List aria-hidden="true" size={18} />
        {place}
        <span class="visually-hidden">{t("lesson:overview")}</span>
      </button>
      <Button disabled={position === last} onClick={() => step(1)}>
        <span class="button-text">{t("lesson:next")}</span>
        <ChevronRight aria-hidden="true" size={20} />
      </Button>
      <span class="visually-hidden" role="status">
        {[place, slides[position]?.title].filter(Boolean).join(": ")}
      </span>
    </div>
  );
}

function useSwipes(stage: { current: HTMLElement | null }, step: (by: 1 | -1) => void): void {
  const latest = useRef(step);
  latest.current = step;
  useEffect(() => watchSwipes(stage.current!, (by) => latest.current(by)), []);
}

/** A new slide begins at its top. */
function useTop(stage: { current: HTMLElement | null }, position: number): void {
  const former = useRef(position);
  useEffect(() => {
    const top = stage.current!.getBoundingClientRect().top;
    if (former.current !== position && top < 0) stage.current!.scrollIntoView({ block: "start" });
    former.current = position;
  }, [position]);
}
