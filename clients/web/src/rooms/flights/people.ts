import { studentPath, trainingPath } from "@/base/learning/paths";
import { session } from "@/base/session/session";

import type { FlightView } from "./signing";

/** Whether the person who is logged in is the student of the flight. */
export function isOwn({ User: student }: FlightView): boolean {
  return student.id === session.value?.userId;
}

/** The enrollment of a flight: to its student the training, to others the student. */
export function enrollmentPath(flight: FlightView): string {
  const enrollment = flight.UserTrainingFlight.enrollment_id;
  return isOwn(flight) ? trainingPath(enrollment) : studentPath(enrollment);
}

export function nameOf({ UserDetail: { name, surname } }: FlightView["User"]): string {
  return `${name} ${surname}`;
}
