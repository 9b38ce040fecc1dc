import { BadgeCheck } from "lucide-preact";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatNearDay } from "@/base/time/near";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

type Qualification = Schemas["QualificationOutput"];

/** Texts of this room and colours by state; a test finds those that are missing. */
const STATES = {
  valid: { text: "account:paper_valid", tone: "good" },
  expiring: { text: "account:paper_expiring", tone: "warning" },
  expired: { text: "account:paper_expired", tone: "bad" },
  replaced: { text: "account:paper_replaced", tone: "quiet" },
} as const;

/** The instructor's own ratings, medicals and permissions: what is replaced is left out. Nothing without any. */
export function Qualifications() {
  const reading = useReading("/users/qualifications", (via) => api.GET("/users/qualifications.json", via));
  const papers = reading.data?.qualifications.filter(({ state }) => state !== "replaced") ?? [];
  if (papers.length === 0) return null;
  return (
    <Card title={t("account:papers")}>
      <Rows>
        {papers.map((paper) => (
          <Row
            key={paper.id}
            lead={<BadgeCheck aria-hidden="true" size={22} />}
            title={paper.name}
            detail={describePaper(paper)}
            trail={<Badge tone={STATES[paper.state].tone}>{t(STATES[paper.state].text)}</Badge>}
          />
        ))}
      </Rows>
    </Card>
  );
}

function describePaper({ number, valid_until_on }: Qualification): string {
  const until = valid_until_on
    ? t("account:paper_until", { day: formatNearDay(valid_until_on) })
    : t("account:paper_for_ever");
  return [number, until].filter(Boolean).join(" · ");
}
