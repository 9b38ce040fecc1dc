import "./teaching.css";

import { BookOpen } from "lucide-preact";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { Report } from "./Report";

type Assignment = Schemas["TaughtSubjectRowOutput"];

/** What an instructor teaches: the subjects with their material, and the hours. */
export function Teaching() {
  const reading = useReading(
    "/trainings/teacher",
    (via) => api.GET("/trainings.json", { ...via, params: { query: { limit: 1 } } }), // `teacher` is whole on every page
  );
  return (
    <Page title={t("teaching:title")} readings={[reading]}>
      <Card title={t("teaching:subjects")}>
        {reading.data?.teacher.length === 0 && <Empty>{t("teaching:no_subjects")}</Empty>}
        <Rows>
          {reading.data?.teacher.map((row) => (
            <Subject key={row.TrainingSubject.id} {...row} />
          ))}
        </Rows>
      </Card>
      <Report />
    </Page>
  );
}

function Subject({ TrainingSubject: subject, Training: training }: Assignment) {
  return (
    <Row
      href={`/trainings/subjects/material/${training.id}/${subject.id}`}
      lead={<BookOpen aria-hidden="true" />}
      title={`${subject.code} ${subject.name}`.trim()}
      detail={`${training.name} · ${t("teaching:lessons", { count: subject.lessons })}`}
    />
  );
}
