import "./students.css";
import "@/base/learning/learning.css";

import { useState } from "preact/hooks";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { Pager } from "@/base/learning/Pager";
import { t } from "@/base/texts/translate";
import { formatPercent } from "@/base/time/formats";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge, Empty } from "@/base/ui/Feedback";
import { TextField } from "@/base/ui/Field";
import { Page, PageBody } from "@/base/ui/Page";
import { Photo } from "@/base/ui/Photo";
import { Segments } from "@/base/ui/Tabs";

import { useDelayed } from "./useDelayed";

type StudentRow = Schemas["StudentRowOutput"];
type Shown = "ongoing" | "finished" | "all";

const FINISHED: Record<Shown, string> = { ongoing: "0", finished: "1", all: "" };
const TYPING_PAUSE_MS = 300;

/** The students whom an instructor may see, with how they stand. */
export function Students() {
  const [name, setName] = useState("");
  const [shown, setShown] = useState<Shown>("ongoing");
  const choices = [
    ["ongoing", t("students:ongoing")],
    ["finished", t("students:finished")],
    ["all", t("students:all")],
  ] as const;
  return (
    <Page title={t("students:title")}>
      <div class="student-filters">
        <TextField
          label={t("students:search")}
          type="search"
          value={name}
          onValue={setName}
          maxLength={100}
        />
        <Segments label={t("students:which")} choices={[...choices]} chosen={shown} onChoose={setShown} />
      </div>
      <Found key={shown} username={useDelayed(name.trim(), TYPING_PAUSE_MS)} finished={FINISHED[shown]} />
    </Page>
  );
}

function Found({ username, finished }: { username: string; finished: string }) {
  const [place, setPlace] = useState({ username, page: 1 });
  const page = place.username === username ? place.page : 1; // another name begins at its first page
  const reading = useReading(`/trainings/students/list?${finished}&${username}&${page}`, (via) =>
    api.GET("/trainings/students/list.json", { ...via, params: { query: { username, finished, page } } }),
  );
  const rows = reading.data?.students ?? [];
  return (
    <PageBody readings={[reading]}>
      <p class="empty" role="status">
        {reading.data && t("students:count", { count: reading.data.paginate.count })}
      </p>
      {rows.length === 0 ? (
        <Empty>{username ? t("students:none_found") : t("students:none")}</Empty>
      ) : (
        <Card>
          <Rows>
            {rows.map((row) => (
              <StudentInList key={row.TrainingsUser.id} {...row} />
            ))}
          </Rows>
        </Card>
      )}
      {reading.data && (
        <Pager paginate={reading.data.paginate} onPage={(next) => setPlace({ username, page: next })} />
      )}
    </PageBody>
  );
}

function StudentInList(row: StudentRow) {
  const { UserDetail: person } = row.User;
  return (
    <Row
      href={`/trainings/students/view/${row.TrainingsUser.id}`}
      lead={<Photo {...person} />}
      title={`${person.surname}, ${person.name}`}
      detail={[row.Training.name, ...describeProgress(row)].join(" · ")}
      trail={row.TrainingsUser.finished && <Badge tone="good">{t("students:is_finished")}</Badge>}
    />
  );
}

/** "Lessons 3 of 12", "Missions 1 of 8", "Attended 92 %". */
function describeProgress({
  Lessons: lessons,
  FlightProgress: flights,
  Attendance: attendance,
}: StudentRow): string[] {
  return [
    ...(lessons ? [t("students:lessons", { completed: lessons.completed, total: lessons.total })] : []),
    ...(flights ? [t("students:missions", { completed: flights.completed, total: flights.total })] : []),
    ...(attendance.given > 0
      ? [t("students:attended", { share: formatPercent(attendance.percentage) })]
      : []),
  ];
}
