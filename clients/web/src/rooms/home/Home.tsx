import "@/base/learning/learning.css";
import "./home.css";

import {
  type MyTraining,
  useMyTrainings,
  useScheduledExams,
  useUnreadMessages,
  useUnsignedMissions,
} from "@/base/learning/readings";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Skeleton } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { useFollowed, useOpenPaper } from "./following";
import { NextSteps } from "./NextSteps";
import {
  buildClassSteps,
  buildDebriefingSteps,
  buildPaperSteps,
  buildScheduledSteps,
  buildTrainingSteps,
  buildValiditySteps,
  type Step,
  sortSteps,
} from "./steps";
import { TrainingCards } from "./TrainingCards";
import { UnreadMessages } from "./UnreadMessages";

type Trainings = NonNullable<ReturnType<typeof useMyTrainings>["data"]>;

/** A student's first screen: what to do next, My Trainings, messages. */
export function Home() {
  const trainings = useMyTrainings();
  const unread = useUnreadMessages().data?.messages ?? [];
  return (
    <Page title={t("home:hello", { name: profile.value?.UserDetail.name ?? "" })} readings={[trainings]}>
      {trainings.data && <Content trainings={trainings.data} />}
      {unread.length > 0 && <UnreadMessages messages={unread} />}
    </Page>
  );
}

function Content({ trainings }: { trainings: Trainings }) {
  const rows = trainings.trainings.map(({ Training }) => Training);
  const { steps, isLoading } = useSteps(trainings, rows);
  if (rows.length === 0) return <Welcome />;
  return (
    <>
      {steps.length === 0 && isLoading ? <Skeleton /> : <NextSteps steps={steps} />}
      <h2>{t("home:trainings")}</h2>
      <TrainingCards trainings={rows} heading="h3" />
      {trainings.paginate.nextPage && (
        <ButtonLink href="/trainings" look="secondary">
          {t("home:all_trainings", { count: trainings.paginate.count })}
        </ButtonLink>
      )}
    </>
  );
}

function useSteps({ myClasses }: Trainings, rows: MyTraining[]): { steps: Step[]; isLoading: boolean } {
  const missions = useUnsignedMissions();
  const exams = useScheduledExams().data?.exams ?? [];
  const { followed, isLoading } = useFollowed(rows);
  const paper = useOpenPaper();
  const now = new Date();
  const steps = [
    ...buildClassSteps(myClasses, now),
    ...buildDebriefingSteps(missions.data?.missions ?? []),
    ...buildScheduledSteps(exams, now),
    ...followed.flatMap((one) => buildTrainingSteps(one, now)),
    ...buildPaperSteps(paper),
    ...buildValiditySteps(rows, now),
  ];
  return { steps: sortSteps(steps, now), isLoading };
}

/** For somebody who is enrolled in nothing yet. */
function Welcome() {
  return (
    <Card title={t("home:welcome")}>
      <p class="prose">{t("home:no_trainings", { school: profile.value?.Company.name ?? "" })}</p>
      <div class="buttons">
        <ButtonLink href="/users/view" look="secondary">
          {t("home:check_account")}
        </ButtonLink>
      </div>
    </Card>
  );
}
