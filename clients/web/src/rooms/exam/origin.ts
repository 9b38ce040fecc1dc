// Where an attempt belongs to. Its own addresses name neither enrollment nor exam: this device remembers them from the
// start; on another one they are found through the subject, or through the trainings for an exam of a whole training.
import { useEffect, useState } from "preact/hooks";

import { api, type Schemas, unwrap } from "@/base/api/client";
import { listTrainingExams } from "@/base/learning/items";
import type { TrainingView } from "@/base/learning/readings";

import { type Origin, readNote } from "./sitting/notes";

type Exam = Schemas["OnlineExamOutput"];

/** The enrollment and exam of an attempt, as soon as they are known; undefined, too, for whoever only looks at it. */
export function useOrigin(attempt: string, exam: Exam | undefined): Origin | undefined {
  const [origin, setOrigin] = useState<Origin>();
  useEffect(() => {
    setOrigin(undefined);
    if (exam) void findOrigin(attempt, exam).then(setOrigin, () => undefined);
  }, [attempt, exam?.id]);
  return origin;
}

async function findOrigin(attempt: string, exam: Exam): Promise<Origin | undefined> {
  const known = await readNote(attempt, "origin");
  if (known) return known;
  const mine = await unwrap(api.GET("/trainings/subjects/mine.json"));
  const subject = exam.training_subject_id;
  const possible = subject
    ? mine.filter(({ TrainingSubject }) => TrainingSubject.some(({ id }) => id === subject))
    : mine;
  for (const { Training } of possible) {
    const view = await readTraining(Training.id);
    const enrollment = view.TrainingsUser?.id;
    const isThere = subject !== null || listTrainingExams(view).some(({ id }) => id === exam.id);
    if (isThere) return enrollment === undefined ? undefined : { enrollment, exam: exam.id };
  }
  return undefined;
}

/** With the id of a training, the caller's newest enrollment in it (docs/api.md, section 3). */
async function readTraining(id: string): Promise<TrainingView> {
  const read = api.GET("/trainings/trainings/view/{id}.json", { params: { path: { id } } });
  return (await unwrap(read)).training;
}
