import { isUnfinished } from "@/base/learning/State";
import "@/base/learning/learning.css";
import "./flights.css";

import { PenLine } from "lucide-preact";

import { flightPath, trainingPath } from "@/base/learning/paths";
import {
  type MyTraining,
  type UnsignedMission,
  useMyTrainings,
  useUnsignedMissions,
} from "@/base/learning/readings";
import { t } from "@/base/texts/translate";
import { formatDay, formatDuration } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { getSchoolDay } from "@/base/time/near";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { TrainingFlights } from "./TrainingFlights";

/** Debriefings to sign, then what was flown and what is to be flown in each training. */
export function Flights() {
  const missions = useUnsignedMissions();
  const trainings = useMyTrainings();
  const rows = (trainings.data?.trainings ?? [])
    .map(({ Training }) => Training)
    .filter(({ flights }) => flights);
  const ongoing = rows.filter(isUnfinished);
  const unsigned = missions.data?.missions ?? [];
  return (
    <Page title={t("flights:title")} readings={[missions, trainings]}>
      {unsigned.length > 0 && <ToSign missions={unsigned} />}
      {rows.length === 0 && <Empty>{t("flights:none")}</Empty>}
      {ongoing.map(({ enrollment_id }) => (
        <TrainingFlights key={enrollment_id} enrollment={enrollment_id} />
      ))}
      <FinishedTrainings trainings={rows.filter(({ finished }) => finished)} />
    </Page>
  );
}

function ToSign({ missions }: { missions: UnsignedMission[] }) {
  return (
    <Card title={t("flights:to_sign", { count: missions.length })}>
      <Rows>
        {missions.map(({ UserTrainingFlight: { id, completed, time }, TrainingFlight }) => (
          <Row
            key={id}
            href={flightPath(id)}
            lead={<PenLine aria-hidden="true" size={22} class="to-sign" />}
            title={TrainingFlight.name}
            detail={[
              completed && formatDay(getSchoolDay(parseMoment(completed))),
              formatDuration(time),
              TrainingFlight.Training.name,
            ]
              .filter(Boolean)
              .join(" · ")}
          />
        ))}
      </Rows>
    </Card>
  );
}

/** The flights of finished trainings are on the screen of each. */
function FinishedTrainings({ trainings }: { trainings: MyTraining[] }) {
  if (trainings.length === 0) return null;
  return (
    <Card title={t("flights:finished")}>
      <Rows>
        {trainings.map(({ enrollment_id, name, finish_date }) => (
          <Row
            key={enrollment_id}
            href={trainingPath(enrollment_id)}
            title={name}
            detail={formatDay(getSchoolDay(new Date(finish_date * 1000)))}
          />
        ))}
      </Rows>
    </Card>
  );
}
