// What several rooms read about a person's own trainings. The keys are the paths of the API, so that a room that writes
// can `invalidate("/trainings")`.
import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";

export type MyTraining = Schemas["MyTrainingOutput"];
export type MyClass = Schemas["MyClassOutput"];
export type TrainingView = Schemas["TrainingViewOutput"];
export type ScheduledExam = Schemas["OwnScheduledExamOutput"];
export type Subject = Schemas["SubjectOutput"];
export type TrainingExam = Schemas["TrainingExamOutput"];
export type FlownMission = Schemas["PerformedFlightOutput"];
export type RequiredHours = Schemas["HoursBalanceOutput"];
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

/** The required hours of an enrollment; nothing is read while its id is undefined. */
export function useStudentHours(enrollment: string | undefined) {
  return useReading(enrollment && `/trainings/students/hours/${enrollment}`, (via) =>
    api.GET("/trainings/students/hours/{enrollment_id}.json", {
      ...via,
      params: { path: { enrollment_id: enrollment! } },
    }),
  );
}

/** The flown missions whose debriefing the person has not signed yet. */
export function useUnsignedMissions() {
  return useReading("/trainings/missions/unsigned", (via) =>
    api.GET("/trainings/missions/unsigned.json", via),
  );
}

/** The exams that the person takes from a class, open now or later. */
export function useScheduledExams() {
  return useReading("/trainings/exams/scheduled", (via) => api.GET("/trainings/exams/scheduled.json", via));
}

/** The messages that the person has not read yet, as the bell in the header counts them. */
export function useUnreadMessages() {
  return useReading("/messages/unread", (via) => api.GET("/messages/messages/unread.json", via));
}
