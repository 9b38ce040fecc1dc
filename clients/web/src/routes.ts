// Every screen of the app. Paths are those of the API without `.json`, because mails, messages and the calendar link to
// them (docs/mails.md); `:name` is a parameter. Each room is loaded when one of its screens is first opened.
import type { AnyComponent } from "preact";

export interface Route {
  path: string;
  load: () => Promise<AnyComponent>;
  /** Also without a login. */
  isPublic?: true;
}

export const routes: Route[] = [
  { path: "/", load: async () => (await import("@/rooms/home")).Start },
  { path: "/trainings", load: async () => (await import("@/rooms/home")).MyTrainings },
  { path: "/trainings/trainings/view/:id", load: async () => (await import("@/rooms/training")).Training },
  {
    path: "/trainings/subjects/view/:enrollment/:subject",
    load: async () => (await import("@/rooms/training")).Subject,
  },
  {
    path: "/trainings/trainings/certificate/:enrollment",
    load: async () => (await import("@/rooms/training")).Certificate,
  },
  {
    path: "/trainings/lessons/view/:lesson/:enrollment",
    load: async () => (await import("@/rooms/lesson")).Lesson,
  },
  { path: "/trainings/lessons/kept", load: async () => (await import("@/rooms/lesson")).KeptLessons },
  {
    path: "/trainings/exams/start/:enrollment/:exam",
    load: async () => (await import("@/rooms/exam")).ExamStart,
  },
  { path: "/trainings/exams/do/:attempt", load: async () => (await import("@/rooms/exam")).ExamPaper },
  { path: "/trainings/exams/view/:attempt", load: async () => (await import("@/rooms/exam")).ExamReview },
  { path: "/trainings/trainings/calendar", load: async () => (await import("@/rooms/timetable")).Timetable },
  { path: "/trainings/onsite/class/:id", load: async () => (await import("@/rooms/class")).Class },
  {
    path: "/trainings/onsite/class/:id/evaluate/:user",
    load: async () => (await import("@/rooms/class")).Evaluation,
  },
  { path: "/trainings/onsite/class/:id/sign", load: async () => (await import("@/rooms/class")).SignClass },
  { path: "/trainings/missions/unsigned", load: async () => (await import("@/rooms/flights")).Flights },
  { path: "/trainings/missions/flight/:id", load: async () => (await import("@/rooms/flights")).Flight },
  {
    path: "/trainings/missions/record/:enrollment",
    load: async () => (await import("@/rooms/students")).RecordMission,
  },
  { path: "/trainings/students/list", load: async () => (await import("@/rooms/students")).Students },
  // Messages to managers link to their own list.
  { path: "/manager/trainings/students/list", load: async () => (await import("@/rooms/students")).Students },
  {
    path: "/trainings/students/view/:enrollment",
    load: async () => (await import("@/rooms/students")).Student,
  },
  { path: "/trainings/subjects/mine", load: async () => (await import("@/rooms/teaching")).Teaching },
  {
    path: "/trainings/subjects/material/:training/:subject",
    load: async () => (await import("@/rooms/teaching")).SubjectMaterial,
  },
  { path: "/trainings/lessons/slides/:lesson", load: async () => (await import("@/rooms/lesson")).Material },
  { path: "/messages", load: async () => (await import("@/rooms/messages")).Messages },
  { path: "/messages/messages/view/:id", load: async () => (await import("@/rooms/messages")).Message },
  { path: "/users/view", load: async () => (await import("@/rooms/account")).Account },
  { path: "/users/edit", load: async () => (await import("@/rooms/account")).EditProfile },
  { path: "/users/password", load: async () => (await import("@/rooms/account")).ChangePassword },
  { path: "/users/email", load: async () => (await import("@/rooms/account")).ChangeEmail },
  { path: "/users/second_factor", load: async () => (await import("@/rooms/account")).SecondFactor },
  { path: "/users/logins", load: async () => (await import("@/rooms/account")).Logins },
  {
    path: "/users/password_recover",
    load: async () => (await import("@/rooms/login")).RecoverPassword,
    isPublic: true,
  },
  {
    path: "/users/new_password/:user/:code",
    load: async () => (await import("@/rooms/login")).NewPassword,
    isPublic: true,
  },
  {
    path: "/users/confirmation/:user/:code/email",
    load: async () => (await import("@/rooms/login")).ConfirmEmail,
    isPublic: true,
  },
];
