// Missions in lists: those that were flown, and those that are to be flown.
import { CircleCheck, CircleDashed, Plane } from "lucide-preact";

import { t } from "@/base/texts/translate";
import { formatDay, formatDuration } from "@/base/time/formats";
import { parseMoment } from "@/base/time/moments";
import { getSchoolDay } from "@/base/time/near";
import { Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { nameFlightType } from "./labels";
import { flightPath } from "./paths";
import type { FlownMission, TrainingView } from "./readings";

type Mission = TrainingView["Training"]["TrainingFlight"][number];

/** Flights, the latest first. Each leads to its record. */
export function FlownRows({ flights, needsSignature }: { flights: FlownMission[]; needsSignature: boolean }) {
  return (
    <Rows>
      {[...flights].reverse().map((flight) => (
        <FlownRow key={flight.UserTrainingFlight.id} flight={flight} needsSignature={needsSignature} />
      ))}
    </Rows>
  );
}

function FlownRow({ flight, needsSignature }: { flight: FlownMission; needsSignature: boolean }) {
  const { id, completed, time, flight_id, signed } = flight.UserTrainingFlight;
  const facts = [
    completed && formatDay(getSchoolDay(parseMoment(completed))),
    formatDuration(time),
    flight_id,
  ];
  return (
    <Row
      href={flightPath(id)}
      lead={<Plane aria-hidden="true" size={20} />}
      title={flight.TrainingFlight.name}
      detail={
        <>
          {facts.filter(Boolean).join(" · ")}
          {completed === null && <FlownState tone="quiet">{t("learning:not_completed")}</FlownState>}
          {needsSignature && completed !== null && !signed && (
            <FlownState tone="warning">{t("learning:to_sign")}</FlownState>
          )}
        </>
      }
    />
  );
}

function FlownState({ tone, children }: { tone: "quiet" | "warning"; children: string }) {
  return (
    <span class="flown-state">
      <Badge tone={tone}>{children}</Badge>
    </span>
  );
}

/** Missions of a syllabus, in its order. */
export function MissionRows({ missions }: { missions: Mission[] }) {
  return (
    <Rows>
      {missions.map((mission) => (
        <Row
          key={mission.id}
          lead={<MissionState isFlown={mission.completed} />}
          title={mission.name}
          detail={`${nameFlightType(mission.flight_type)} · ${mission.rules} · ${formatDuration(mission.hours * 3600)}`}
        />
      ))}
    </Rows>
  );
}

function MissionState({ isFlown }: { isFlown: boolean }) {
  const label = isFlown ? t("learning:flown") : t("learning:to_fly");
  const Icon = isFlown ? CircleCheck : CircleDashed;
  return <Icon role="img" aria-label={label} size={22} class={isFlown ? "state done" : "state"} />;
}
