import { KeyRound } from "lucide-preact";

import { ApiError, getFieldErrors } from "@/base/api/errors";
import { FormError, useWait } from "@/base/session/FormError";
import { PasswordField } from "@/base/session/PasswordField";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { CheckField, TextField } from "@/base/ui/Field";
import type { Action } from "@/base/ui/useAction";

import type { Credentials } from "./requests";
import { isSharedDevice, rememberShared } from "./shared-device";
import { startSingleSignOn } from "./single-sign-on";
import { typedAddress } from "./typed-address";

interface Props {
  credentials: Credentials;
  onChange: (credentials: Credentials) => void;
  login: Action<[code?: string]>;
}

/** Address and password, and the other ways in. */
export function CredentialsForm({ credentials, onChange, login }: Props) {
  const isWaiting = useWait(login.error);
  const errors = getFieldErrors(login.error);
  const refusal =
    login.error instanceof ApiError && login.error.status === 401 ? login.error.message : undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    void login.run();
  };
  return (
    <>
      <form class="form" onSubmit={submit}>
        <FormError error={login.error} isAtField={refusal !== undefined} />
        <TextField
          label={t("login:email")}
          type="email"
          autocomplete="username"
          inputMode="email"
          required
          value={credentials.email}
          error={errors["email"]}
          onValue={(email) => {
            typedAddress.value = email;
            login.clearError(); // what was refused, or has to wait, was another account
            onChange({ ...credentials, email });
          }}
        />
        <PasswordField
          label={t("login:password")}
          autocomplete="current-password"
          value={credentials.password}
          error={errors["password"] ?? refusal}
          onValue={(password) => onChange({ ...credentials, password })}
        />
        <CheckField
          label={t("login:keep")}
          hint={isSharedDevice.value ? t("login:keep_off") : t("login:keep_on")}
          checked={!isSharedDevice.value}
          onValue={(isKept) => rememberShared(!isKept)}
        />
        <Button type="submit" wide isBusy={login.isBusy} disabled={isWaiting}>
          {t("login:log_in")}
        </Button>
      </form>
      <a class="entrance-link" href="/app/users/password_recover">
        {t("login:forgot")}
      </a>
      <div class="entrance-other">
        <Button look="secondary" wide onClick={() => startSingleSignOn(isSharedDevice.value)}>
          <KeyRound aria-hidden="true" size={18} />
          {t("login:single_sign_on")}
        </Button>
        <a class="entrance-link" href="/admin/" target="_self" rel="external">
          {t("login:admin")}
        </a>
      </div>
    </>
  );
}
