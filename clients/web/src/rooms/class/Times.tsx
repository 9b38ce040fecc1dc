import { getTimes, type Windows } from "@/base/classes/rules";
import type { ClassView } from "@/base/classes/state";
import { formatDuration } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { writeMoment } from "@/base/time/moments";

/** From when to when a class is, and how long. */
export function Times({ lesson, windows }: { lesson: ClassView["class"]["LessonClass"]; windows: Windows }) {
  return (
    <>
      <Moment at={lesson.datetime} />
      {" – "}
      <Moment at={writeMoment(getTimes(lesson, windows).end)} timeOnly />{" "}
      <small>{formatDuration(lesson.minutes * 60)}</small>
    </>
  );
}
