import { BadgeCheck } from "lucide-preact";

import { keptClasses } from "@/base/classes/pack";
import { ownZone, schoolZone } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatTime } from "@/base/time/formats";
import { isSameClock } from "@/base/time/zones";
import { Row } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { countMarked, type TaughtClass } from "./groups";

/** A class of today or of the next days. */
export function ClassRow({ taught, isNow }: { taught: TaughtClass; isNow: boolean }) {
  return (
    <Row
      href={`/trainings/onsite/class/${taught.id}`}
      lead={<Clock taught={taught} />}
      title={taught.title}
      detail={
        <>
          <State taught={taught} isNow={isNow} />
          <Detail taught={taught} />
        </>
      }
    />
  );
}

function Clock({ taught }: { taught: TaughtClass }) {
  return (
    <span class="clock" style={{ borderColor: taught.color }}>
      <time dateTime={taught.start.toISOString()}>{formatTime(taught.start)}</time>
      <small>{formatTime(taught.end)}</small>
    </span>
  );
}

function Detail({ taught }: { taught: TaughtClass }) {
  const marked = countMarked(taught);
  const parts = [
    describeOwnTime(taught.start),
    taught.location,
    marked && t("today:students", { count: marked.total }),
    keptClasses.value[taught.id] !== undefined && t("today:kept"),
  ];
  return <>{parts.filter(Boolean).join(" · ")}</>;
}

/** The person's own time, where their clock differs from the school's. */
function describeOwnTime(moment: Date): string | undefined {
  if (isSameClock(moment, schoolZone.value, ownZone.value)) return undefined;
  return t("today:own_time", { time: formatTime(moment, ownZone.value) });
}

function State({ taught, isNow }: { taught: TaughtClass; isNow: boolean }) {
  if (!taught.isSigned && !isNow) return null;
  return (
    <span class="class-state">
      <Badge tone="good">
        {taught.isSigned && <BadgeCheck aria-hidden="true" size={14} />}
        {taught.isSigned ? t("today:signed") : t("today:now")}
      </Badge>
    </span>
  );
}
