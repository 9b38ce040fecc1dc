import { t } from "@/base/texts/translate";
import { formatDistance, formatMoment } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { writeMoment } from "@/base/time/moments";
import { Row } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { countMarked, getLimit, type TaughtClass } from "./groups";

interface Props {
  taught: TaughtClass;
  /** In minutes after the start. */
  closesAfter: number;
}

/** A class that is over: what is missing, and until when it can be corrected. */
export function SignRow({ taught, closesAfter }: Props) {
  const limit = getLimit(taught, closesAfter);
  return (
    <Row
      href={getTarget(taught)}
      title={taught.title}
      detail={
        <>
          <Missing taught={taught} />
          <Moment at={writeMoment(taught.start)} />
          {` · ${t("today:until", { when: formatMoment(limit) })}`}
        </>
      }
    />
  );
}

/** One that has waited too long, or nearly. */
export function LateRow({ taught, closesAfter }: Props) {
  const limit = getLimit(taught, closesAfter);
  const isPast = limit < new Date();
  return (
    <Row
      href={getTarget(taught)}
      title={taught.title}
      detail={
        <>
          <Missing taught={taught} />
          <Moment at={writeMoment(taught.start)} />
          <span class="limit">
            {isPast
              ? t("today:limit_past", { when: formatDistance(limit) })
              : t("today:limit_near", { when: formatDistance(limit) })}
          </span>
        </>
      }
    />
  );
}

/** Recorded classes lead to the signature at once. */
function getTarget(taught: TaughtClass): string {
  const marked = countMarked(taught);
  const isRecorded = marked !== undefined && marked.total > 0 && marked.done === marked.total;
  return `/trainings/onsite/class/${taught.id}${isRecorded ? "/sign" : ""}`;
}

function Missing({ taught }: { taught: TaughtClass }) {
  return (
    <span class="missing">
      <MissingBadge taught={taught} />
    </span>
  );
}

function MissingBadge({ taught }: { taught: TaughtClass }) {
  const marked = countMarked(taught);
  if (!marked) return <Badge tone="warning">{t("today:to_sign_badge")}</Badge>;
  if (marked.done === marked.total) return <Badge>{t("today:to_sign_badge")}</Badge>;
  return <Badge tone="warning">{t("today:open", { count: marked.total - marked.done })}</Badge>;
}
