import "@/base/learning/learning.css";
import "./training.css";

import { useRoute } from "preact-iso";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { trainingPath } from "@/base/learning/paths";
import { useTrainingView } from "@/base/learning/readings";
import { KeepSubject } from "@/base/offline/Keep";
import { isStaff } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatDuration } from "@/base/time/formats";
import { Card } from "@/base/ui/Card";
import { Page } from "@/base/ui/Page";
import { ProgressBar } from "@/base/ui/Progress";

import { SubjectItems } from "./SubjectItems";
import { sumTime } from "./states";
import { getShown, type Shown } from "./viewer";

type View = Schemas["SubjectViewOutput"];

/** A subject with attendance and attempts. */
export function Subject() {
  const { enrollment, subject } = useRoute().params as { enrollment: string; subject: string };
  const reading = useReading(`/trainings/subjects/view/${enrollment}/${subject}`, (via) =>
    api.GET("/trainings/subjects/view/{enrollment_id}/{subject_id}.json", {
      ...via,
      params: { path: { enrollment_id: enrollment, subject_id: subject } },
    }),
  );
  const shown = useShown(enrollment);
  const view = reading.data?.subject;
  return (
    <Page
      title={view ? `${view.TrainingSubject.code} ${view.TrainingSubject.name}` : t("training:subject")}
      back={trainingPath(enrollment)}
      backLabel={view?.Training.name ?? t("training:training")}
      readings={[reading]}
    >
      {view && (
        <>
          <Overview view={view} />
          <SubjectItems view={view} shown={shown} />
          {shown.isOwn && <KeepSubject enrollment={enrollment} subject={subject} />}
        </>
      )}
    </Page>
  );
}

/** Whose enrollment it is: a student can read no other than their own, staff may look at that of a student. */
function useShown(enrollment: string): Shown {
  const view = useTrainingView(isStaff.value ? enrollment : undefined).data?.training;
  return view ? getShown(view) : { enrollment, isOwn: !isStaff.value };
}

function Overview({ view }: { view: View }) {
  const { TrainingSubject: subject, Teacher: teacher, TrainingSubjectLesson: lessons } = view;
  const time = lessons.reduce((sum, lesson) => sum + sumTime(lesson), 0);
  return (
    <Card>
      <ProgressBar label={t("training:progress")} {...view.Progress} />
      {subject.description && <p class="prose">{subject.description}</p>}
      <dl class="facts">
        <dt>{t("training:time_spent")}</dt>
        <dd>
          {t("training:time_of", {
            time: formatDuration(time),
            planned: formatDuration(subject.total_minutes * 60),
          })}
        </dd>
        {teacher && (
          <>
            <dt>{t("training:teacher")}</dt>
            <dd>{`${teacher.UserDetail.name} ${teacher.UserDetail.surname}`}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}
