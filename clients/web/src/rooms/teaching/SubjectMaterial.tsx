import { useRoute } from "preact-iso";

import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

/** The lessons of a subject, each with its slides as students see them. */
export function SubjectMaterial() {
  const { training: id, subject: subjectId } = useRoute().params as { training: string; subject: string };
  const reading = useReading(`/training/${id}`, (via) =>
    api.GET("/trainings/trainings/view/{id}.json", { ...via, params: { path: { id } } }),
  );
  const training = reading.data?.training.Training;
  const subject = training?.TrainingSubject.find((row) => row.id === subjectId);
  const lessons = subject?.TrainingSubjectLesson ?? [];
  return (
    <Page
      title={subject?.name ?? t("teaching:material")}
      back="/trainings/subjects/mine"
      backLabel={t("teaching:title")}
      readings={[reading]}
    >
      <p class="empty">{training?.name}</p>
      <Card title={t("teaching:material")}>
        {lessons.length === 0 && <Empty>{t("teaching:no_lessons")}</Empty>}
        <Rows>
          {lessons.map((lesson) => (
            <Row
              key={lesson.id}
              href={`/trainings/lessons/slides/${lesson.id}`}
              title={lesson.name}
              detail={formatDuration(lesson.minutes * 60)}
            />
          ))}
        </Rows>
      </Card>
    </Page>
  );
}
