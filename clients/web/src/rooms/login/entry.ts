import { useState } from "preact/hooks";

import { countLeftBy, deleteKeptBefore, deleteLeftBy } from "@/base/session/leftovers";
import { endAtServer } from "@/base/session/logout";
import { openSession, type Session } from "@/base/session/session";

/** A login that waits for a decision, because it would delete what another person has not sent. */
export interface Waiting {
  session: Session;
  unsent: number;
}

/** The last step of every login: nothing of another person stays on the device, and nothing unsent is lost unasked. */
export function useEntry() {
  const [waiting, setWaiting] = useState<Waiting>();

  const open = async (session: Session) => {
    await deleteLeftBy(session.userId);
    if (session.isShared) await deleteKeptBefore(session.userId);
    openSession(session);
  };
  const enter = async (session: Session) => {
    const unsent = await countLeftBy(session.userId);
    if (unsent > 0) setWaiting({ session, unsent });
    else await open(session);
  };
  const goOn = async () => {
    if (waiting) await open(waiting.session);
  };
  const giveUp = async () => {
    setWaiting(undefined);
    if (waiting) await endAtServer(waiting.session.token);
  };
  return { waiting, enter, goOn, giveUp };
}
