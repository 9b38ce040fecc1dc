// What the screens of a class share: the class with the person's own marks over it, and what they may do.
import { useEffect, useState } from "preact/hooks";

import { type Draft, forgiveRefusals, formatName, hasUnsent, startDraft } from "@/base/classes/draft";
import { drafts, editDraft, loadDrafts } from "@/base/classes/drafts";
import {
  completeEdit,
  countUnsentMarks,
  type Edit,
  editMarks,
  isUnsent,
  overlayMarks,
  type Value,
} from "@/base/classes/marks";
import type { Conflict } from "@/base/classes/merge";
import { useClass, useWindows } from "@/base/classes/reads";
import { findRecordingObstacle, type Viewer } from "@/base/classes/rules";
import { type ClassView, type RosterRow, readStudent } from "@/base/classes/state";
import { reports, sendSoon } from "@/base/classes/sync";
import { isManager, profile } from "@/base/session/person";

export type Values = Record<string, Value>;

/** Typing goes on for a while; a tap is done. */
const TYPED_MS = 1_500;

export function getViewer(): Viewer {
  return { userId: profile.value?.User.id ?? "", isManager: isManager.value };
}

/** The present moment, again twice a minute: a class opens and closes while its screen is shown. */
export function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** A class, its draft, and why it cannot be recorded now. */
export function useRecording(classId: string) {
  const reading = useClass(classId);
  const windows = useWindows();
  const now = useNow();
  useEffect(() => void loadDrafts(), []);
  const view = reading.data;
  const obstacle = view && findRecordingObstacle(view, getViewer(), windows, now);
  return {
    reading,
    view,
    windows,
    now,
    obstacle,
    draft: drafts.value[classId],
    report: reports.value[classId],
  };
}

/** What is shown of a student: recorded, with own marks over it. `ratings` are those of the evaluation, if it is shown. */
export function getShown(row: RosterRow, draft: Draft | undefined, ratings: Values = {}): Values {
  return overlayMarks({ ...readStudent(row), ...ratings }, draft?.marks[row.User.id]);
}

/** Records what the person did to a student: on the device at once, and soon on the server. */
export function record(
  view: ClassView,
  row: RosterRow,
  change: Edit,
  { ratings = {}, isTyped = false }: { ratings?: Values; isTyped?: boolean } = {},
): void {
  const { id: classId, minutes } = view.class.LessonClass;
  const user = row.User.id;
  const recorded = { ...readStudent(row), ...ratings };
  const at = Date.now();
  void editDraft(classId, (stored) => {
    const draft = forgiveRefusals(stored ?? startDraft(view), [user]);
    const shown = overlayMarks(recorded, draft.marks[user]);
    const edit = completeEdit(change, shown, minutes * 60);
    const names = { ...draft.names, [user]: formatName(row.User.UserDetail) };
    return { ...draft, names, marks: editMarks(draft.marks, edit, { user, recorded, at }) };
  });
  sendSoon(classId, isTyped ? TYPED_MS : undefined);
}

export type SavingState = "refused" | "conflict" | "waiting" | "sending" | "saved" | "none";

/** Where the marks of a student are: on the server, on the way, or on the device alone. */
export function getSavingState(user: string, classId: string, isConnected: boolean): SavingState {
  const draft = drafts.value[classId];
  const marks = Object.values(draft?.marks[user] ?? {});
  if (!marks.some(isUnsent)) return "none";
  if (draft?.refusals[user]) return "refused";
  if (listOpenConflicts(classId).some((conflict) => conflict.user === user)) return "conflict";
  const isStuck = !isConnected || reports.value[classId]?.phase === "unreachable" || isBlocked(classId);
  return isStuck ? "waiting" : "sending";
}

function isBlocked(classId: string): boolean {
  return reports.value[classId]?.block !== undefined;
}

/** The conflicts of the last comparison that are not decided yet. */
export function listOpenConflicts(classId: string): Conflict[] {
  const marks = drafts.value[classId]?.marks ?? {};
  const isOpen = ({ user, field, theirs, dependents }: Conflict) => {
    const own = marks[user]?.[field];
    if (own) return isUnsent(own) && own.base !== theirs;
    return dependents.some((dependent) => marks[user]?.[dependent]);
  };
  return (reports.value[classId]?.comparison?.conflicts ?? []).filter(isOpen);
}

/** How many marks of a class are only on this device. */
export function countUnsent(draft: Draft | undefined): number {
  return draft && hasUnsent(draft) ? countUnsentMarks(draft.marks) : 0;
}
