// The API does not tell which new address waits for its confirmation, so this device remembers what was asked for on it.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { profile } from "@/base/session/person";
import { keepFact, readFact } from "@/base/store/store";
import { t } from "@/base/texts/translate";
import { Notice } from "@/base/ui/Feedback";

interface Pending {
  email: string;
  at: number;
}

const FACT = "account:pending_address";
/** For how long a link to a new address is good (docs/api.md, section 12). */
const THREE_DAYS_MS = 3 * 86_400_000;

const pending = signal<Pending | undefined>(undefined);

/** Remembers that a link was sent to this address. */
export async function keepPendingAddress(email: string): Promise<void> {
  pending.value = { email, at: Date.now() };
  await keepFact(FACT, pending.value);
}

/** Says which address waits, until it has become the person's, or the link has expired. */
export function PendingAddress() {
  const present = profile.value?.User.email ?? "";
  useEffect(() => {
    void readFact<Pending>(FACT).then((kept) => {
      pending.value ??= kept;
    });
  }, []);
  const waiting = pending.value;
  if (!waiting || !isWaiting(waiting, present)) return null;
  return (
    <Notice tone="info" title={t("account:email_pending", { email: waiting.email })}>
      <p>{t("account:email_pending_hint", { email: present })}</p>
    </Notice>
  );
}

/** Whether the address may still become the person's. */
export function isWaiting({ email, at }: Pending, present: string, now = Date.now()): boolean {
  return email.toLowerCase() !== present.toLowerCase() && now - at < THREE_DAYS_MS;
}
