// Reading classes, evaluations and the school's settings: for screens, and freshly for comparisons.
import { api, COPIED_AT, unwrap } from "@/base/api/client";
import { Unreachable } from "@/base/api/errors";
import { useReading, type Via } from "@/base/api/reading";

import type { Windows } from "./rules";
import type { ClassView, Evaluation } from "./state";

/** The settings of a server that was never asked (README.md). */
const USUAL: Windows = { class_opens_before: 240, class_closes_after: 4320 };

const requestClass = (id: string, via: Via) =>
  api.GET("/trainings/onsite/class/{id}.json", { ...via, params: { path: { id } } });

const requestEvaluation = (classId: string, userId: string, via: Via) =>
  api.GET("/trainings/onsite/get_student_evaluation/{class_id}/{user_id}.json", {
    ...via,
    params: { path: { class_id: classId, user_id: userId } },
  });

export function useClass(id: string) {
  return useReading(`/trainings/onsite/class/${id}`, (via) => requestClass(id, via));
}

/** The evaluation of a student; an undefined user reads nothing. */
export function useEvaluation(classId: string, userId: string | undefined) {
  const key = userId === undefined ? undefined : getEvaluationKey(classId, userId);
  return useReading(key, (via) => requestEvaluation(classId, userId ?? "", via));
}

/** The key of every reading of a class begins with one of these. */
export function listReadingKeys(classId: string): [string, string] {
  return [`/trainings/onsite/class/${classId}`, getEvaluationKey(classId, "")];
}

function getEvaluationKey(classId: string, userId: string): string {
  return `/trainings/onsite/get_student_evaluation/${classId}/${userId}`;
}

/** When a class opens and closes at this school. */
export function useWindows(): Windows {
  return useReading("/users/company", (via) => api.GET("/users/company.json", via)).data?.Company ?? USUAL;
}

interface Result<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The response of the server, and never a stored copy. Raises Unreachable and ApiError. */
async function readFresh<T>(request: Promise<Result<T>>): Promise<NonNullable<T>> {
  const result = await request;
  if (result.response.headers.has(COPIED_AT)) throw new Unreachable("only a copy");
  return unwrap(Promise.resolve(result));
}

export function readFreshClass(id: string): Promise<ClassView> {
  return readFresh(requestClass(id, { headers: {} }));
}

/** The evaluations of some students as they are now, by user id; few at a time, so that other requests get through. */
export async function readFreshEvaluations(
  classId: string,
  userIds: string[],
): Promise<Record<string, Evaluation>> {
  const read: Record<string, Evaluation> = {};
  const queue = [...userIds];
  const work = async () => {
    for (let user = queue.shift(); user !== undefined; user = queue.shift())
      read[user] = await readFresh(requestEvaluation(classId, user, { headers: {} }));
  };
  await Promise.all([work(), work(), work()]);
  return read;
}
