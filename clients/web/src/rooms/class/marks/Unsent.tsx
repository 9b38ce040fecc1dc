import type { Draft } from "@/base/classes/draft";
import { drafts } from "@/base/classes/drafts";
import { type Block, type Report, reports, sendSoon } from "@/base/classes/sync";
import { ErrorNotice } from "@/base/ui/Feedback";

import { listOpenConflicts } from "../recording";
import { BlockNotice } from "./BlockNotice";
import { Conflicts } from "./Conflicts";
import { Refusals } from "./Refusals";
import { Removed } from "./Removed";

/** What keeps marks of a class from being stored, for the person to decide; nothing while all goes well. */
export function Unsent({ classId }: { classId: string }) {
  const draft = drafts.value[classId];
  const report = reports.value[classId];
  if (!draft) return null;
  return (
    <>
      {report?.block && <BlockNotice draft={draft} block={report.block} view={report.view} />}
      {!report?.block && report && <Decisions draft={draft} report={report} />}
      <Refusals draft={draft} />
      {report?.phase === "failed" && <ErrorNotice error={report.error} retry={() => sendSoon(classId, 0)} />}
    </>
  );
}

function Decisions({ draft, report }: { draft: Draft; report: Report }) {
  const conflicts = listOpenConflicts(draft.classId);
  const removed = (report.comparison?.removed ?? []).filter((user) => draft.marks[user]);
  return (
    <>
      {conflicts.length > 0 && <Conflicts draft={draft} conflicts={conflicts} view={report.view} />}
      {removed.length > 0 && <Removed draft={draft} users={removed} view={report.view} />}
    </>
  );
}

/** Whether something of a class waits for a decision of the person before it can be signed. */
export function needsDecision(draft: Draft, report: Report | undefined): boolean {
  const block: Block | undefined = report?.block;
  const hasRefusal = Object.keys(draft.refusals).some((user) => draft.marks[user]);
  const removed = report?.comparison?.removed.some((user) => draft.marks[user]) ?? false;
  return block !== undefined || hasRefusal || removed || listOpenConflicts(draft.classId).length > 0;
}
