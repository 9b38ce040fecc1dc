import { useEffect, useMemo, useState } from "preact/hooks";

import { api, type Schemas, unwrap } from "@/base/api/client";
import { invalidate } from "@/base/api/reading";
import { enqueueCompletion, type LessonOf, nameTopic, sendAgain } from "@/base/learning/storedTime";
import { discardEntries, type OutboxEntry, onDelivery, watchTopic } from "@/base/store/outbox";
import { getDatabase } from "@/base/store/store";
import { type Action, useAction } from "@/base/ui/useAction";
import type { StudyTime } from "./useStudyTime";

export type Outcome = Schemas["LessonCompleted"];

export interface Completion {
  complete: Action<[]>;
  /** Completions that wait for the connection. */
  waiting: OutboxEntry[];
  /** Those that the server refused, with its reason. */
  refused: OutboxEntry[];
  /** What the server said to a completion since the lesson was opened. */
  outcome: Outcome | undefined;
  retry: Action<[OutboxEntry]>;
  discard: Action<[OutboxEntry]>;
}

/** Completes a lesson, now or once there is a connection, and tells what became of it. */
export function useCompletion(of: LessonOf, time: StudyTime): Completion {
  const topic = nameTopic(of);
  const entries = useMemo(() => watchTopic(topic), [topic]).value;
  const [outcome, setOutcome] = useState<Outcome>();
  const receive = (response: unknown) => {
    setOutcome(response as Outcome);
    void invalidate("/trainings"); // progress and what is open now
  };
  useEffect(() => onDelivery((entry, response) => entry.topic === topic && receive(response)), [topic]);
  return {
    complete: useAction(async () => {
      if (!(await getDatabase())) return receive(await completeNow(of, time));
      await time.keep();
      await enqueueCompletion(of);
      time.reset();
    }),
    waiting: entries.filter((entry) => entry.state === "waiting"),
    refused: entries.filter((entry) => entry.state === "refused"),
    outcome,
    retry: useAction(sendAgain),
    discard: useAction((entry) => discardEntries([entry])),
  };
}

/** Where the browser stores nothing, there is no outbox. */
async function completeNow({ lesson, enrollment }: LessonOf, time: StudyTime): Promise<Outcome> {
  const body = { lessonId: lesson, enrollmentId: enrollment, timeSpent: time.seconds };
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  const outcome = await unwrap(api.POST("/trainings/lessons/complete.json", { body, headers }));
  time.reset();
  return outcome;
}
