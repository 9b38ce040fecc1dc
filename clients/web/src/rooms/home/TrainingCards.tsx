import { Award, ChevronRight } from "lucide-preact";

import { Fold } from "@/base/learning/Fold";
import { nameTraining } from "@/base/learning/labels";
import { trainingPath } from "@/base/learning/paths";
import type { MyTraining } from "@/base/learning/readings";
import { isUnfinished, StateBadge } from "@/base/learning/State";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { countDaysUntil, getSchoolDay } from "@/base/time/near";
import { Row, Rows } from "@/base/ui/Card";
import { Badge, Empty } from "@/base/ui/Feedback";
import { ProgressBar } from "@/base/ui/Progress";

import { getExpiry } from "./steps";

/** The level of the names, below the heading of the screen or of a part of it. */
type Heading = "h2" | "h3";

/** Ongoing and paused trainings with their progress; finished and withdrawn ones are folded below them. */
export function TrainingCards({ trainings, heading }: { trainings: MyTraining[]; heading: Heading }) {
  const ongoing = trainings.filter(isUnfinished);
  const finished = trainings.filter((training) => training.finished);
  const withdrawn = trainings.filter(({ state }) => state === "WITHDRAWN");
  return (
    <>
      {ongoing.length === 0 && <Empty>{t("home:none_ongoing")}</Empty>}
      <ul class="training-cards">
        {ongoing.map((training) => (
          <TrainingCard key={training.enrollment_id} training={training} heading={heading} />
        ))}
      </ul>
      {finished.length > 0 && <Finished trainings={finished} isOpen={ongoing.length === 0} />}
      {withdrawn.length > 0 && <Withdrawn trainings={withdrawn} />}
    </>
  );
}

function TrainingCard({ training, heading: Name }: { training: MyTraining; heading: Heading }) {
  const { name, active, enrollment_id, Lessons, FlightProgress, flight_phase } = training;
  return (
    <li class="card training-card">
      <div class="training-card-head">
        <Name>
          <a href={`/app${trainingPath(enrollment_id)}`}>{name}</a>
        </Name>
        <ChevronRight aria-hidden="true" size={20} class="row-arrow" />
      </div>
      <p class="training-card-facts">
        {[nameTraining(training), flight_phase].filter(Boolean).join(" · ")}
        {!active && <Badge tone="quiet">{t("home:inactive")}</Badge>}
        <StateBadge state={training.state} />
      </p>
      {Lessons && <ProgressBar label={t("home:ground_school")} {...Lessons} />}
      {FlightProgress && <ProgressBar label={t("home:missions")} {...FlightProgress} />}
    </li>
  );
}

function Finished({ trainings, isOpen }: { trainings: MyTraining[]; isOpen: boolean }) {
  return (
    <Fold title={t("home:finished", { count: trainings.length })} isOpen={isOpen}>
      <Rows>
        {trainings.map((training) => (
          <FinishedRow key={training.enrollment_id} training={training} />
        ))}
      </Rows>
    </Fold>
  );
}

function Withdrawn({ trainings }: { trainings: MyTraining[] }) {
  return (
    <Fold title={t("home:withdrawn", { count: trainings.length })}>
      <Rows>
        {trainings.map((training) => (
          <Row
            key={training.enrollment_id}
            href={trainingPath(training.enrollment_id)}
            title={training.name}
            detail={nameTraining(training)}
          />
        ))}
      </Rows>
    </Fold>
  );
}

function FinishedRow({ training }: { training: MyTraining }) {
  const expiry = getExpiry(training);
  const isExpired = expiry !== undefined && countDaysUntil(expiry) < 0;
  const day = formatDay(getSchoolDay(new Date(training.finish_date * 1000)));
  return (
    <Row
      href={trainingPath(training.enrollment_id)}
      lead={<Award aria-hidden="true" size={22} />}
      title={training.name}
      detail={[
        t("home:finished_on", { day }),
        expiry && !isExpired && t("home:valid_until", { when: formatDay(expiry) }),
      ]
        .filter(Boolean)
        .join(" · ")}
      trail={isExpired && <Badge tone="warning">{t("home:expired")}</Badge>}
    />
  );
}
