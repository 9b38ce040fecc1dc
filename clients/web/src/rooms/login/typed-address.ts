import { signal } from "@preact/signals";

import { session } from "@/base/session/session";

/** The address that was typed into the login, for the recovery of a password. Forgotten with the login: others may follow. */
export const typedAddress = signal("");

session.subscribe((current) => {
  if (current) typedAddress.value = "";
});
