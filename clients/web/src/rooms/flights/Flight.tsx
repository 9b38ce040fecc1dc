import "@/base/learning/learning.css";
import "./flights.css";

import { useRoute } from "preact-iso";

import { api } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { FLIGHTS } from "@/base/learning/paths";
import { session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { getSchoolDay } from "@/base/time/near";
import { Notice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { FlightRecord } from "./FlightRecord";
import { NextToSign } from "./NextToSign";
import { enrollmentPath, isOwn, nameOf } from "./people";
import { SignDebriefing } from "./SignDebriefing";
import { type FlightView, getStanding } from "./signing";

/** A flight on record, and its debriefing signature. */
export function Flight() {
  const { id } = useRoute().params as { id: string };
  const reading = useReading(`/trainings/missions/flight/${id}`, (via) =>
    api.GET("/trainings/missions/flight/{id}.json", { ...via, params: { path: { id } } }),
  );
  const flight = reading.data?.flight;
  return (
    <Page
      title={flight?.TrainingFlight.name ?? t("flights:flight")}
      {...findWayBack(flight)}
      readings={[reading]}
    >
      {flight && (
        <>
          <FlightRecord flight={flight} />
          <Signature flight={flight} />
        </>
      )}
    </Page>
  );
}

/** Students come from their flights, staff from the student. */
function findWayBack(flight: FlightView | undefined): { back: string; backLabel: string } {
  if (!flight || isOwn(flight)) return { back: FLIGHTS, backLabel: t("flights:title") };
  return { back: enrollmentPath(flight), backLabel: nameOf(flight.User) };
}

function Signature({ flight }: { flight: FlightView }) {
  switch (getStanding(flight, session.value?.userId ?? "", getSchoolDay())) {
    case "open":
      return <SignDebriefing flight={flight} />;
    case "signed":
      return (
        <Notice tone="good" title={t("flights:signed")}>
          <NextToSign after={flight.UserTrainingFlight.id} />
        </Notice>
      );
    case "other":
      return <Notice tone="info" title={t("flights:waits_for_student", { ...flight.User.UserDetail })} />;
    case "incomplete":
      return <Notice tone="info" title={t("flights:incomplete")} />;
    case "closed":
      return <Notice tone="info" title={t("flights:closed")} />;
    case "needless":
      return null;
  }
}
