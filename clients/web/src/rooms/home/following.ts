// Looks into up to three ongoing trainings for what comes next there.
import { useEffect, useState } from "preact/hooks";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { findNextItem, type Item } from "@/base/learning/items";
import { findBegunAttempt } from "@/base/learning/papers";
import { type MyTraining, useTrainingView } from "@/base/learning/readings";

import { type Followed, type OpenPaper, pickFollowed } from "./steps";

interface Known {
  followed: Followed[];
  /** Whether more may be known in a moment. */
  isLoading: boolean;
}

/** What is open in the three trainings that matter most. */
export function useFollowed(trainings: MyTraining[]): Known {
  const [first, second, third] = pickFollowed(trainings, 3);
  const all = [useOne(first), useOne(second), useOne(third)];
  return {
    followed: all.map(({ followed }) => followed).filter((followed) => followed !== undefined),
    isLoading: all.some(({ followed, isLoading }) => followed === undefined && isLoading),
  };
}

function useOne(enrollment: string | undefined): { followed: Followed | undefined; isLoading: boolean } {
  const { data, isLoading } = useTrainingView(enrollment);
  const view = data?.training;
  const item = view?.Training.type === "DISTANCE" ? findNextItem(view) : undefined;
  const lesson = useLesson(enrollment, item);
  const gate = lesson && findReadyGate(lesson);
  const start = useExamStart(enrollment, item?.action === "exam" ? item.id : gate?.id);
  const followed = view && {
    view,
    item,
    slides: lesson && countSlides(lesson),
    exam: start && findExam(start),
  };
  return { followed, isLoading };
}

function useLesson(enrollment: string | undefined, item: Item | undefined) {
  const id = item?.action === "lesson" ? item.id : undefined;
  const path = { lesson_id: id!, enrollment_id: enrollment! };
  return useReading(id && `/trainings/lessons/view/${id}/${enrollment}`, (via) =>
    api.GET("/trainings/lessons/view/{lesson_id}/{enrollment_id}.json", { ...via, params: { path } }),
  ).data;
}

function useExamStart(enrollment: string | undefined, exam: string | undefined) {
  const path = { enrollment_id: enrollment!, exam_id: exam! };
  return useReading(exam && `/trainings/exams/start/${enrollment}/${exam}`, (via) =>
    api.GET("/trainings/exams/start/{enrollment_id}/{exam_id}.json", { ...via, params: { path } }),
  ).data;
}

/** The exam that closes the lesson, once its slides are done. */
function findReadyGate({ lesson, testAuthorization }: Schemas["LessonViewOutput"]) {
  return testAuthorization ? lesson.Exam.find(({ passed, available }) => available && !passed) : undefined;
}

function countSlides({ lesson }: Schemas["LessonViewOutput"]) {
  const completed = lesson.LessonSlide.filter((slide) => slide.completed).length;
  return { completed, total: lesson.LessonSlide.length };
}

/** The exam if it can be taken: started already, or to be started. */
function findExam({ Exam: { id, name }, attempts, can_start }: Schemas["StartOutput"]): Followed["exam"] {
  const open = attempts.find(({ ExamAttempt }) => ExamAttempt.status === "open");
  if (!open && !can_start) return undefined;
  return { id, name, attempt: open?.ExamAttempt.id };
}

/** The paper of an exam that was begun on this device and is still open, whichever exam it is. */
export function useOpenPaper(): OpenPaper | undefined {
  const [attempt, setAttempt] = useState<string>();
  useEffect(() => void findBegunAttempt().then(setAttempt, () => undefined), []);
  const paper = useReading(attempt && `/trainings/exams/do/${attempt}`, (via) =>
    api.GET("/trainings/exams/do/{id}.json", { ...via, params: { path: { id: attempt! } } }),
  ).data;
  const isOpen = attempt !== undefined && paper?.ExamAttempt.status === "open";
  return isOpen ? { attempt, name: paper.Exam.name } : undefined;
}
