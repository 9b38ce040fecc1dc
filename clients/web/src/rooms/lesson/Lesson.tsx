import { useEffect, useRef, useState } from "preact/hooks";
import { useRoute } from "preact-iso";

import { api, type Schemas } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { useReading } from "@/base/api/reading";
import { subjectPath } from "@/base/learning/paths";
import type { LessonOf } from "@/base/learning/storedTime";
import { startLesson } from "@/base/offline/jobs";
import { findKept, loadKept } from "@/base/offline/kept";
import { readFact } from "@/base/store/store";
import { t } from "@/base/texts/translate";
import { Page } from "@/base/ui/Page";
import { AboutLesson, LessonFacts } from "./AboutLesson";
import { keepPlace, namePlaceFact } from "./place";
import { SlideShow } from "./slides/SlideShow";
import { EndOfLesson } from "./study/EndOfLesson";
import { useCompletion } from "./study/useCompletion";
import { useStudyTime } from "./study/useStudyTime";

export type LessonView = Schemas["LessonViewOutput"];

/** A lesson of an enrollment: its slides to study, its completion, and what comes next. */
export function Lesson() {
  const { params } = useRoute();
  const of = { lesson: params["lesson"]!, enrollment: params["enrollment"]! };
  // A new lesson is a new screen: the link to the next one must not take anything along.
  return <LessonScreen key={`${of.lesson} ${of.enrollment}`} {...of} />;
}

function LessonScreen(of: LessonOf) {
  const view = useReading(`/trainings/lessons/view/${of.lesson}/${of.enrollment}`, (via) =>
    api.GET("/trainings/lessons/view/{lesson_id}/{enrollment_id}.json", {
      ...via,
      params: { path: { lesson_id: of.lesson, enrollment_id: of.enrollment } },
    }),
  );
  const start = useStartSlide(of);
  useRefreshOfKept(of);
  const lesson = view.data?.lesson;
  const back = lesson && subjectPath(of.enrollment, lesson.TrainingSubject.id);
  return (
    <Page
      title={lesson?.TrainingSubjectLesson.name ?? t("lesson:lesson")}
      back={back ?? "/trainings"}
      backLabel={lesson?.TrainingSubject.name ?? t("base:back")}
      isWide
      readings={[view]}
    >
      {view.data && start !== undefined && <Study of={of} view={view.data} start={start} />}
    </Page>
  );
}

/** The slide that was shown last, so that a reload goes on there; "" for the first one, undefined while it is read. */
function useStartSlide(of: LessonOf): string | undefined {
  const [start, setStart] = useState<string>();
  useEffect(() => {
    const none = () => setStart("");
    void readFact<string>(namePlaceFact(of)).then((id) => setStart(id ?? ""), none);
  }, []);
  return start;
}

/** A kept lesson that is opened with a connection is brought up to date meanwhile. */
function useRefreshOfKept(of: LessonOf): void {
  useEffect(() => void loadKept(), []);
  const isDone = useRef(false);
  const isKept = findKept(of) !== undefined;
  useEffect(() => {
    if (!isKept || isDone.current || !isConnected.value) return;
    isDone.current = true;
    void startLesson(of);
  }, [isKept]);
}

function Study({ of, view, start }: { of: LessonOf; view: LessonView; start: string }) {
  const slides = view.lesson.LessonSlide;
  const [position, setPosition] = useState(() =>
    Math.max(
      slides.findIndex(({ id }) => id === start),
      0,
    ),
  );
  // Time that nothing would send is not counted: the lesson is completed, and its training adds no more to it.
  const mayBeSent = view.lesson.Training.time_online || !slides.some(({ completed }) => completed);
  const time = useStudyTime(of, mayBeSent && position < slides.length);
  const completion = useCompletion(of, time);
  const show = (next: number) => {
    setPosition(next);
    void keepPlace(of, slides[next]?.id);
  };
  const end = <EndOfLesson of={of} view={view} completion={completion} time={time} />;
  return (
    <>
      <LessonFacts view={view} time={time} completion={completion} />
      {slides.length === 0 ? (
        <div class="card">{end}</div>
      ) : (
        <SlideShow
          slides={slides}
          position={Math.min(position, slides.length)}
          onPosition={show}
          end={end}
          onActivity={time.noteActivity}
          onPlaying={time.setPlaying}
        />
      )}
      <AboutLesson of={of} view={view} isOpen={slides.length === 0} />
    </>
  );
}
