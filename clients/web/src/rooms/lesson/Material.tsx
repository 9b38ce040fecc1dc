import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";

import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { SlideShow } from "./slides/SlideShow";

/** The slides of a lesson as students see them, for teachers: nothing is counted or completed. */
export function Material() {
  const lesson = useRoute().params["lesson"]!;
  const [position, setPosition] = useState(0);
  const list = useReading(`/trainings/lessons/slides/${lesson}`, (via) =>
    api.GET("/trainings/lessons/slides/{lesson_id}.json", {
      ...via,
      params: { path: { lesson_id: lesson } },
    }),
  );
  const slides = list.data?.slides.map((row) => row.LessonSlide) ?? [];
  return (
    <Page
      title={list.data?.lesson.name ?? t("lesson:lesson")}
      back="/trainings/subjects/mine"
      backLabel={t("shell:teaching")}
      isWide
      readings={[list]}
    >
      <p class="lesson-facts">{t("lesson:material_hint")}</p>
      {slides.length === 0 ? (
        <Empty>{t("lesson:no_slides")}</Empty>
      ) : (
        <SlideShow
          slides={slides}
          position={Math.min(position, slides.length - 1)}
          onPosition={setPosition}
          onActivity={() => {}}
          onPlaying={() => {}}
        />
      )}
    </Page>
  );
}
