import { useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { TextField } from "@/base/ui/Field";
import { Page } from "@/base/ui/Page";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";
import { keepPendingAddress, PendingAddress } from "../pending-address";
import { PasswordGuardedForm } from "./PasswordGuardedForm";

/** Asks for another address: it counts once the link that is sent to it was opened. */
export function ChangeEmail() {
  return (
    <Page title={t("account:email_title")} back="/users/view" backLabel={t("account:title")}>
      <PendingAddress />
      <EmailForm />
    </Page>
  );
}

function EmailForm() {
  const [email, setEmail] = useState("");
  const [repetition, setRepetition] = useState("");
  const [password, setPassword] = useState("");
  const sending = useAction(async () => {
    const body = { new_email: email, new_email_repeat: repetition, password };
    const { message } = await unwrap(api.POST("/users/email.json", { body }));
    await keepPendingAddress(email.trim());
    showToast(message);
    for (const clear of [setEmail, setRepetition, setPassword]) clear("");
  });
  return (
    <PasswordGuardedForm
      intro={t("account:email_intro", { email: profile.value?.User.email })}
      action={sending}
      submitLabel={t("account:send_link")}
      password={password}
      onPassword={setPassword}
    >
      {(errors, presentPassword) => (
        <>
          <AddressField
            label={t("account:new_email")}
            value={email}
            error={errors["new_email"]}
            onValue={setEmail}
          />
          <AddressField
            label={t("account:new_email_again")}
            value={repetition}
            error={errors["new_email_repeat"]}
            onValue={setRepetition}
          />
          {presentPassword}
        </>
      )}
    </PasswordGuardedForm>
  );
}

interface AddressProps {
  label: string;
  value: string;
  error: string | undefined;
  onValue: (value: string) => void;
}

function AddressField(props: AddressProps) {
  return (
    <TextField {...props} type="email" inputMode="email" autocomplete="email" required maxLength={254} />
  );
}
