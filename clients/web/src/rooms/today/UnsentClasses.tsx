import { CloudOff, LoaderCircle, TriangleAlert } from "lucide-preact";

import { isConnected } from "@/base/api/connection";
import { type Draft, hasUnsent } from "@/base/classes/draft";
import { drafts } from "@/base/classes/drafts";
import { countUnsentMarks } from "@/base/classes/marks";
import { type Report, reports } from "@/base/classes/sync";
import { t } from "@/base/texts/translate";
import { Card, Row, Rows } from "@/base/ui/Card";

/** Classes with marks that are only on this device, also those that are gone meanwhile; nothing if there are none. */
export function UnsentClasses() {
  const unsent = Object.values(drafts.value).filter(hasUnsent);
  if (unsent.length === 0) return null;
  return (
    <div class="unsent" role="status">
      <Card title={t("today:unsent")}>
        <Rows>
          {unsent.map((draft) => (
            <Row
              key={draft.classId}
              href={`/trainings/onsite/class/${draft.classId}`}
              lead={<StateIcon report={reports.value[draft.classId]} />}
              title={draft.title}
              detail={`${t("today:marks", { count: countUnsentMarks(draft.marks) })} · ${describeState(draft)}`}
            />
          ))}
        </Rows>
      </Card>
    </div>
  );
}

function needsPerson(report: Report | undefined): boolean {
  if (report?.phase === "failed" || report?.block) return true;
  return (report?.comparison?.conflicts.length ?? 0) + (report?.comparison?.removed.length ?? 0) > 0;
}

function describeState(draft: Draft): string {
  if (needsPerson(reports.value[draft.classId]) || Object.keys(draft.refusals).length > 0)
    return t("today:decide");
  return isConnected.value ? t("today:being_sent") : t("today:wait_for_connection");
}

function StateIcon({ report }: { report: Report | undefined }) {
  if (needsPerson(report)) return <TriangleAlert aria-hidden="true" />;
  return isConnected.value ? <LoaderCircle aria-hidden="true" /> : <CloudOff aria-hidden="true" />;
}
