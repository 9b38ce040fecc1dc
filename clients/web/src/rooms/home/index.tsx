import { lazy } from "preact-iso";

import { isStaff } from "@/base/session/person";

import { Home } from "./Home";

export { MyTrainings } from "./MyTrainings";

// The first screen of instructors is a room of its own; students never load it.
const Today = lazy(async () => (await import("@/rooms/today")).Today);

/** The first screen after the login: what to do next. */
export function Start() {
  return isStaff.value ? <Today /> : <Home />;
}
