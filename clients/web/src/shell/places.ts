// The places of the navigation, and which of them a screen belongs to.
import { CalendarDays, GraduationCap, House, type LucideIcon, Plane, UserRound, Users } from "lucide-preact";

export interface Place {
  href: string;
  label: string;
  icon: LucideIcon;
  /** What else belongs to this place: beginnings of addresses. Of two that fit, the longer one counts. */
  below: string[];
}

const HOME = [
  "/app/trainings",
  "/app/trainings/trainings",
  "/app/trainings/subjects",
  "/app/trainings/lessons",
  "/app/trainings/exams",
];
const TIMETABLE = "/app/trainings/trainings/calendar";
const ACCOUNT: Place = {
  href: "/app/users/view",
  label: "shell:account",
  icon: UserRound,
  below: ["/app/users", "/app/trainings/lessons/kept"],
};

export const STUDENT: Place[] = [
  { href: "/app/", label: "shell:home", icon: House, below: HOME },
  { href: TIMETABLE, label: "shell:timetable", icon: CalendarDays, below: ["/app/trainings/onsite"] },
  {
    href: "/app/trainings/missions/unsigned",
    label: "shell:flights",
    icon: Plane,
    below: ["/app/trainings/missions"],
  },
  ACCOUNT,
];
export const STAFF: Place[] = [
  { href: "/app/", label: "shell:today", icon: House, below: [...HOME, "/app/trainings/onsite"] },
  { href: TIMETABLE, label: "shell:timetable", icon: CalendarDays, below: [] },
  {
    href: "/app/trainings/students/list",
    label: "shell:students",
    icon: Users,
    below: ["/app/trainings/students", "/app/manager/trainings/students", "/app/trainings/missions"],
  },
  {
    href: "/app/trainings/subjects/mine",
    label: "shell:teaching",
    icon: GraduationCap,
    below: ["/app/trainings/subjects/material", "/app/trainings/lessons/slides"],
  },
  ACCOUNT,
];

/** The place of an address: its own, else the one to which the address belongs; undefined for messages. */
export function findCurrent(places: Place[], path: string): Place | undefined {
  return places.find(({ href }) => isSame(href, path)) ?? findAbove(places, path);
}

function findAbove(places: Place[], path: string): Place | undefined {
  const fitting = places.flatMap((place) =>
    place.below
      .filter((start) => `${path}/`.startsWith(`${start}/`))
      .map((start) => ({ place, length: start.length })),
  );
  return fitting.sort((one, other) => other.length - one.length)[0]?.place;
}

/** Whether a link leads to the address that is shown. */
export function isSame(href: string, path: string): boolean {
  return path.replace(/\/$/, "") === href.replace(/\/$/, "");
}
