// What a signature covers, read afresh once all marks of this device are stored.
import { useEffect, useState } from "preact/hooks";
import { hasUnsent } from "@/base/classes/draft";
import { readDraft } from "@/base/classes/drafts";
import type { Recorded } from "@/base/classes/marks";
import { readFreshClass, readFreshEvaluations } from "@/base/classes/reads";
import { type ClassView, type Evaluation, readRecorded } from "@/base/classes/state";
import { sendMarks } from "@/base/classes/sync";
import { useAction } from "@/base/ui/useAction";

/** What is shown before a signature: the class and all that is recorded in it. */
export interface Content {
  view: ClassView;
  recorded: Recorded;
}

/** Reads what would be signed now. */
export async function readContent(classId: string): Promise<Content> {
  const view = await readFreshClass(classId);
  const users = view.attendances.map((row) => row.User.id);
  const evaluations: Record<string, Evaluation> = await readFreshEvaluations(classId, users);
  return { view, recorded: readRecorded(view, evaluations) };
}

/** Whether a signature would cover the same. */
export function isSameContent(one: Content, other: Content): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Sends the marks of this device, then reads what would be signed; undefined while marks are left here. */
export function useContent(classId: string) {
  const [content, setContent] = useState<Content>();
  const prepare = useAction(async () => {
    const report = await sendMarks(classId);
    if (report?.phase === "unreachable") throw report.error;
    setContent(hasUnsent(await readDraft(classId)) ? undefined : await readContent(classId));
  });
  useEffect(() => void prepare.run(), [classId]);
  return { content, setContent, prepare };
}
