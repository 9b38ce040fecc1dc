import { useEffect } from "preact/hooks";

import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { listSlideFiles } from "@/base/offline/slideContent";
import { loadFile } from "@/base/store/school-files";
import { t } from "@/base/texts/translate";
import { Empty } from "@/base/ui/Feedback";
import { PageBody } from "@/base/ui/Page";

import type { SlideKey } from "../frame/protocol";
import { isStreamed } from "../media/kinds";
import { SlideMedia } from "../media/SlideMedia";
import { SlideFrame } from "./SlideFrame";

export interface SlideEvents {
  onStep: (step: 1 | -1) => void;
  onKey: (key: SlideKey) => void;
  /** Somebody is there. */
  onActivity: () => void;
  /** A film or sound began or ended. */
  onPlaying: (isPlaying: boolean) => void;
}

/** One slide: its title, text and pictures, and its film, sound or PDF. */
export function SlideView({ id, ...events }: { id: string } & SlideEvents) {
  const reading = useSlide(id);
  const slide = reading.data?.slide.LessonSlide;
  return (
    <PageBody readings={[reading]}>
      {slide && (
        <>
          <h2 class="slide-title">{slide.title}</h2>
          {slide.content.trim() && <SlideFrame title={slide.title} content={slide.content} {...events} />}
          {slide.media && <SlideMedia key={slide.media} path={slide.media} {...events} />}
          {!slide.content.trim() && !slide.media && <Empty>{t("lesson:slide_empty")}</Empty>}
        </>
      )}
    </PageBody>
  );
}

function useSlide(id: string | undefined) {
  return useReading(id && `/trainings/lessons/slide/${id}`, (via) =>
    api.GET("/trainings/lessons/slide/{slide_id}.json", { ...via, params: { path: { slide_id: id! } } }),
  );
}

/** Reads a slide and its pictures before it is shown, so that the next step shows it at once. */
export function usePreloaded(id: string | undefined): void {
  const { data } = useSlide(id);
  useEffect(() => {
    if (!data) return;
    const { content, media } = data.slide.LessonSlide;
    const files = listSlideFiles({ content, media: media && !isStreamed(media) ? media : null });
    for (const file of files) void loadFile(file).catch(() => undefined); // shown, and named, with its slide
  }, [data]);
}
