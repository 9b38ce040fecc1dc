// Downloads that run while the person goes on: they belong to no screen.
import { signal } from "@preact/signals";

import { api, type Schemas, unwrap } from "@/base/api/client";

import { keepLesson } from "./keep";
import type { LessonPlace } from "./kept";

export interface Job {
  done: number;
  total: number;
  isRunning: boolean;
  /** Why it ended without everything. */
  error?: unknown;
}

export interface SubjectPlace {
  subject: string;
  enrollment: string;
}

/** The downloads since the app was started, by `nameLessonJob` and `nameSubjectJob`. */
export const jobs = signal<Record<string, Job>>({});

export const nameLessonJob = ({ lesson, enrollment }: LessonPlace) => `lesson ${lesson} ${enrollment}`;
export const nameSubjectJob = ({ subject, enrollment }: SubjectPlace) => `subject ${subject} ${enrollment}`;

/** Keeps a lesson, or brings it up to date. Resolves when that ended; how, is in `jobs`. */
export function startLesson(place: LessonPlace): Promise<void> {
  return run(nameLessonJob(place), (report) => keepLesson(place, report));
}

/** Keeps all lessons of a subject that have slides. */
export function startSubject(place: SubjectPlace): Promise<void> {
  return run(nameSubjectJob(place), async (report) => {
    const lessons = await listLessons(place);
    report(0, lessons.length);
    for (const [index, lesson] of lessons.entries()) {
      await keepLesson({ lesson, enrollment: place.enrollment }, () => {});
      report(index + 1, lessons.length);
    }
  });
}

async function listLessons({ subject, enrollment }: SubjectPlace): Promise<string[]> {
  const path = { enrollment_id: enrollment, subject_id: subject };
  const request = api.GET("/trainings/subjects/view/{enrollment_id}/{subject_id}.json", { params: { path } });
  return listLessonsToKeep((await unwrap(request)).subject);
}

/** The ids of the lessons that have slides. */
export function listLessonsToKeep(
  subject: Pick<Schemas["SubjectViewOutput"], "TrainingSubjectLesson">,
): string[] {
  return subject.TrainingSubjectLesson.filter((lesson) => lesson.slides_count > 0).map(({ id }) => id);
}

async function run(
  name: string,
  act: (report: (done: number, total: number) => void) => Promise<void>,
): Promise<void> {
  if (jobs.value[name]?.isRunning) return;
  const set = (job: Partial<Job>) => {
    const former = jobs.value[name] ?? { done: 0, total: 0, isRunning: true };
    jobs.value = { ...jobs.value, [name]: { ...former, ...job } };
  };
  set({ done: 0, total: 0, isRunning: true, error: undefined });
  void navigator.storage?.persist?.(); // or the browser may delete it when space is short
  try {
    await act((done, total) => set({ done, total }));
    set({ isRunning: false });
  } catch (error) {
    set({ isRunning: false, error });
  }
}
