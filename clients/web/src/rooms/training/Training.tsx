import { StateBadge } from "@/base/learning/State";
import "@/base/learning/learning.css";
import "./training.css";

import { useRoute } from "preact-iso";

import { Hours } from "@/base/learning/Hours";
import { nameTraining } from "@/base/learning/labels";
import { certificatePath } from "@/base/learning/paths";
import { type TrainingView, useTrainingView } from "@/base/learning/readings";
import { isStaff } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";
import { Badge, Notice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { Continue } from "./Continue";
import { Facts } from "./Facts";
import { Missions } from "./Missions";
import { StudyChart } from "./StudyChart";
import { SubjectFolds, TrainingExams } from "./SubjectFolds";
import { getShown } from "./viewer";

/** A training with everything it consists of and how it stands with each part. */
export function Training() {
  const { id } = useRoute().params as { id: string };
  const reading = useTrainingView(id);
  const view = reading.data?.training;
  const isOwn = view && getShown(view).isOwn;
  return (
    <Page title={view?.Training.name ?? t("training:training")} {...findWayBack(view)} readings={[reading]}>
      {view && (
        <>
          <Head view={view} />
          {isOwn && <Continue view={view} />}
          <Facts view={view} />
          <Hours enrollment={view.TrainingsUser?.id} />
          <StudyChart weekly={view.weeklytime} />
          <SubjectFolds view={view} />
          <TrainingExams view={view} />
          <Missions view={view} flown={reading.data?.performedFlightTrainings ?? []} />
        </>
      )}
    </Page>
  );
}

/** Students come from the first screen; staff from their own list, from a student or from what they teach. */
function findWayBack(view: TrainingView | undefined): { back: string; backLabel?: string } {
  if (!isStaff.value) return { back: "/" };
  if (!view || getShown(view).isOwn) return { back: "/trainings", backLabel: t("training:my_trainings") };
  if (!view.TrainingsUser) return { back: "/trainings/subjects/mine", backLabel: t("training:teaching") };
  return { back: `/trainings/students/view/${view.TrainingsUser.id}`, backLabel: t("training:student") };
}

function Head({ view }: { view: TrainingView }) {
  const { Training: training, TrainingsUser: enrollment, User: user } = view;
  const { isOwn } = getShown(view);
  return (
    <>
      <p class="badges">
        <Badge tone="quiet">{nameTraining(training)}</Badge>
        {enrollment?.finished && <Badge tone="good">{t("training:finished")}</Badge>}
        <StateBadge state={enrollment?.state} day={enrollment?.withdrawn_date ?? enrollment?.paused_date} />
        {!training.active && <Badge tone="warning">{t("training:inactive")}</Badge>}
      </p>
      {!enrollment && <Notice tone="info" title={t("training:as_staff")} />}
      {user && !isOwn && <Notice tone="info" title={t("training:of_student", { ...user.UserDetail })} />}
      {training.announcement && (
        <Notice tone="info" title={t("training:announcement")}>
          <p class="prose">{training.announcement}</p>
        </Notice>
      )}
      {enrollment?.finished && (
        <div class="buttons">
          <ButtonLink href={certificatePath(enrollment.id)}>{t("training:show_certificate")}</ButtonLink>
        </div>
      )}
    </>
  );
}
