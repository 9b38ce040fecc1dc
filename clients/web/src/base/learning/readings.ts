// What several rooms read about a person's own trainings. The keys are the paths of the API, so that a room that writes
// can `invalidate("/trainings")`.
import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";

export type MyTraining = Schemas["MyTrainingOutput"];
export type MyClass = Schemas["MyClassOutput"];
export type TrainingView = Schemas["TrainingViewOutput"];
export type Subject = Schemas["SubjectOutput"];
export type FlownMission = Schemas["PerformedFlightOutput"];
export type UnsignedMission = Schemas["UnsignedOutput"];

/** One page of My Trainings, newest enrollment first, and the classes to come. */
export function useMyTrainings(page = 1) {
  return useReading(`/trainings?page=${page}`, (via) =>
    api.GET("/trainings.json", { ...via, params: { query: { page } } }),
  );
}

/** A training by the id of an enrollment, or of the training; nothing is read while that is undefined. */
export function useTrainingView(id: string | undefined) {
  return useReading(id && `/trainings/trainings/view/${id}`, (via) =>
    api.GET("/trainings/trainings/view/{id}.json", { ...via, params: { path: { id: id! } } }),
  );
}

/** The flown missions whose debriefing the person has not signed yet. */
export function useUnsignedMissions() {
  return useReading("/trainings/missions/unsigned", (via) =>
    api.GET("/trainings/missions/unsigned.json", via),
  );
}

/** The messages that the person has not read yet, as the bell in the header counts them. */
export function useUnreadMessages() {
  return useReading("/messages/unread", (via) => api.GET("/messages/messages/unread.json", via));
}
