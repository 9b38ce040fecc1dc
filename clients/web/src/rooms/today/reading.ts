// The classes that the person teaches, from some weeks ago to the next weeks, with the rosters of those to be recorded.
import { api, COPY_ONLY } from "@/base/api/client";
import { useReading, type Via } from "@/base/api/reading";
import { formatName } from "@/base/classes/draft";
import type { ClassView } from "@/base/classes/state";
import { profile, schoolZone } from "@/base/session/person";
import { addDays, getDay } from "@/base/time/zones";

import { getRange, type Week } from "./calendar-range";
import type { TaughtClass } from "./groups";

export function useToday(now: Date) {
  const day = getDay(now, schoolZone.value);
  return useReading(`/today/${day}/${schoolZone.value}`, (via) => readToday(day, via));
}

type CalendarRow = NonNullable<Awaited<ReturnType<typeof requestCalendar>>["data"]>[number];

function requestCalendar({ start, end }: Week, via: Via) {
  const query = { start, end, timeZone: schoolZone.value };
  return api.GET("/trainings/trainings/calendar.json", { ...via, params: { query } });
}

/** The calendar; without a connection the copy of this week's, or of last week's on a Monday in the hangar. */
async function readCalendar(day: string, via: Via) {
  const result = await requestCalendar(getRange(day), via).catch((error: unknown) => error as Error);
  if (!(result instanceof Error) && (result.data || result.response.status !== 504)) return result;
  const older = await requestCalendar(getRange(addDays(day, -7)), { headers: { [COPY_ONLY]: "1" } });
  if (older.data) return older;
  if (result instanceof Error) throw result;
  return result;
}

async function readToday(day: string, via: Via) {
  const [calendar, mine] = await Promise.all([readCalendar(day, via), api.GET("/trainings.json", via)]);
  if (!calendar.data || !mine.data)
    return {
      error: calendar.error ?? mine.error,
      response: calendar.data ? mine.response : calendar.response,
    };
  const { myClasses, trainings } = mine.data;
  const teachers = new Map(myClasses.map(({ LessonClass }) => [LessonClass.id, LessonClass.teacher_id]));
  const candidates = calendar.data.filter(({ extendedProps }) => extendedProps.teacher === getOwnName());
  const views = await readViews(
    candidates.filter((row) => needsView(row, teachers, day)),
    via,
  );
  const classes = candidates.map((row) => buildClass(row, views.get(row.id)));
  return {
    data: {
      classes: classes.filter(({ id, view }) =>
        isMine(view?.class.LessonClass.teacher_id ?? teachers.get(id)),
      ),
      isStudent: trainings.length > 0,
    },
    response: calendar.response,
  };
}

/** The calendar names the teacher. A namesake's classes are told apart by the id, which the class and myClasses have. */
function getOwnName(): string {
  return profile.value ? formatName(profile.value.UserDetail) : "";
}

/** Unknown without a connection: then the name decides. */
function isMine(teacherId: string | undefined): boolean {
  return teacherId === undefined || teacherId === profile.value?.User.id;
}

/** Today's classes and those that are over and not signed: what the lists say of them depends on their rosters. */
function needsView(row: CalendarRow, teachers: Map<string, string>, day: string): boolean {
  const isOver = Date.parse(row.end) < Date.now();
  const isToday = getDay(new Date(row.start), schoolZone.value) === day;
  return isToday || (isOver && row.extendedProps.status === "scheduled") || !(isOver || teachers.has(row.id));
}

const AT_ONCE = 4;

async function readViews(rows: CalendarRow[], via: Via): Promise<Map<string, ClassView>> {
  const views = new Map<string, ClassView>();
  const queue = [...rows];
  const work = async () => {
    for (let row = queue.shift(); row; row = queue.shift()) {
      const { data } = await readView(row.id, via);
      if (data) views.set(row.id, data);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return views;
}

/** One that cannot be read is shown without its roster. */
function readView(id: string, via: Via): Promise<{ data?: ClassView }> {
  const path = { id };
  return api
    .GET("/trainings/onsite/class/{id}.json", { ...via, params: { path } })
    .catch((): { data?: ClassView } => ({}));
}

function buildClass(row: CalendarRow, view: ClassView | undefined): TaughtClass {
  const { id, title, start, end, color, extendedProps } = row;
  return {
    id,
    title,
    start: new Date(start),
    end: new Date(end),
    color,
    location: extendedProps.location,
    isSigned: (view?.class.LessonClass.status ?? extendedProps.status) === "closed",
    ...(view ? { view } : {}),
  };
}
