// Downloads a lesson with everything that it shows, so that it opens without a connection.
import { api, COPIED_AT, type Schemas, unwrap } from "@/base/api/client";
import { Unreachable } from "@/base/api/errors";
import { hasFormula } from "@/base/formulas/split";
import { findCopy } from "@/base/store/copies";
import { keepFiles, listFilesOf, releaseFiles } from "@/base/store/files";

import { findKept, type KeptLesson, type LessonPlace, nameOwner, nameSlideCopy, storeKept } from "./kept";
import { listSlideFiles } from "./slideContent";

/** Called with how many of how many parts are there. */
export type OnProgress = (done: number, total: number) => void;

type Slide = Schemas["SlideOutput"];

/**
 * Keeps a lesson, or brings a kept one up to date. What is there already is not downloaded again, so an interrupted
 * download goes on. Raises Unreachable, ApiError, or a DOMException named QuotaExceededError where the device is full.
 */
export async function keepLesson(place: LessonPlace, onProgress: OnProgress): Promise<void> {
  const view = await readLesson(place);
  await readSlideList(place.lesson);
  const ids = view.lesson.LessonSlide.map((slide) => slide.id);
  const started = describe(place, view, ids);
  await storeKept(started);
  onProgress(0, ids.length);
  const slides: Slide[] = [];
  for (const id of ids) {
    slides.push(await readSlide(id));
    onProgress(slides.length, ids.length);
  }
  const files = [...new Set(slides.flatMap(listSlideFiles))];
  const lostFiles = await keepAllFiles(nameOwner(place), files, (done) =>
    onProgress(ids.length + done, ids.length + files.length),
  );
  await loadParts(slides);
  await storeKept({ ...started, isComplete: true, lostFiles, bytes: await measure(place, ids) });
}

async function readLesson({ lesson, enrollment }: LessonPlace): Promise<Schemas["LessonViewOutput"]> {
  const path = { lesson_id: lesson, enrollment_id: enrollment };
  return readNow(api.GET("/trainings/lessons/view/{lesson_id}/{enrollment_id}.json", { params: { path } }));
}

async function readSlideList(lesson: string): Promise<void> {
  const path = { lesson_id: lesson };
  await readNow(api.GET("/trainings/lessons/slides/{lesson_id}.json", { params: { path } }));
}

async function readSlide(id: string): Promise<Slide> {
  const path = { slide_id: id };
  const { slide } = await readNow(api.GET("/trainings/lessons/slide/{slide_id}.json", { params: { path } }));
  if (!(await findCopy(nameSlideCopy(id))))
    throw new DOMException("A slide was not stored.", "QuotaExceededError");
  return slide.LessonSlide;
}

/** What the server says now; a stored copy is not enough. */
async function readNow<T>(request: Promise<{ data?: T; response: Response }>): Promise<NonNullable<T>> {
  const { response } = await request;
  if (response.headers.get(COPIED_AT)) throw new Unreachable("no response");
  return unwrap(request);
}

function describe(place: LessonPlace, { lesson }: Schemas["LessonViewOutput"], slides: string[]): KeptLesson {
  const { id, code, name } = lesson.TrainingSubject;
  const former = findKept(place);
  return {
    ...place,
    slides,
    name: lesson.TrainingSubjectLesson.name,
    subjectId: id,
    subject: [code, name].filter(Boolean).join(" "),
    training: lesson.Training.name,
    bytes: former?.bytes ?? 0,
    keptAt: Date.now(),
    // A refresh that is interrupted leaves what was complete, unless there are new slides.
    isComplete: former?.isComplete === true && former.slides.join() === slides.join(),
    lostFiles: former?.lostFiles ?? 0,
  };
}

/** Keeps the files, and lets go of those that the lesson shows no more. Returns how many the server has lost. */
async function keepAllFiles(owner: string, files: string[], onFile: (done: number) => void): Promise<number> {
  let lost = 0;
  for (const [index, file] of files.entries()) {
    if (!(await keepOneFile(owner, file))) lost += 1;
    onFile(index + 1);
  }
  await releaseFiles(owner, files);
  return lost;
}

async function keepOneFile(owner: string, file: string): Promise<boolean> {
  try {
    await keepFiles(owner, [file]);
    return true;
  } catch (error) {
    if (error instanceof Unreachable && (await isLost(file))) return false;
    throw error;
  }
}

async function isLost(file: string): Promise<boolean> {
  const options: RequestInit = { method: "HEAD", cache: "no-store", credentials: "omit" };
  const response = await fetch(file, options).catch(() => undefined);
  return response !== undefined && response.status >= 400 && response.status < 500;
}

/** Loads the parts of the app that the slides need, which the service worker then keeps. */
async function loadParts(slides: Slide[]): Promise<void> {
  const needsPdf = slides.some((slide) => slide.media?.toLowerCase().endsWith(".pdf"));
  if (needsPdf) await import("@/base/pdf/pdf").then((part) => part.loadWorker());
  if (slides.some((slide) => hasFormula(slide.content))) await import("@/base/formulas/katex");
}

async function measure(place: LessonPlace, slides: string[]): Promise<number> {
  const files = await listFilesOf(nameOwner(place));
  const copies = await Promise.all(slides.map((id) => findCopy(nameSlideCopy(id))));
  const texts = copies.map((copy) => copy?.body.length ?? 0);
  return [...texts, ...files.map((file) => file.blob.size)].reduce((sum, size) => sum + size, 0);
}
