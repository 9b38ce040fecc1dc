import { api } from "@/base/api/client";
import { type Reading, useReading } from "@/base/api/reading";
import { schoolZone } from "@/base/session/person";

import type { Entry } from "./days";

/** The classes from `start` to `end`, days at the school, both included. */
export function useClasses(start: string, end: string): Reading<Entry[]> {
  const timeZone = schoolZone.value;
  return useReading(`/calendar/${timeZone}/${start}/${end}`, (via) =>
    api.GET("/trainings/trainings/calendar.json", { ...via, params: { query: { start, end, timeZone } } }),
  );
}
