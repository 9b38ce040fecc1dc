// Where an attempt belongs to. Its own addresses name neither enrollment nor exam: this device remembers them from the
// start; on another one they are found through the subject.
import { useEffect, useState } from "preact/hooks";

import { api, type Schemas, unwrap } from "@/base/api/client";

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
  const row = mine.find(({ TrainingSubject }) =>
    TrainingSubject.some(({ id }) => id === exam.training_subject_id),
  );
  if (!row) return undefined;
  // With the id of a training, this is the caller's newest enrollment in it (docs/api.md, section 3).
  const path = { id: row.Training.id };
  const { training } = await unwrap(api.GET("/trainings/trainings/view/{id}.json", { params: { path } }));
  const enrollment = training.TrainingsUser?.id;
  return enrollment === undefined ? undefined : { enrollment, exam: exam.id };
}
