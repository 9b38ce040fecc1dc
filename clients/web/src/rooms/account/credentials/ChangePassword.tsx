import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";

import { api, unwrap } from "@/base/api/client";
import { invalidate } from "@/base/api/reading";
import { PasswordField } from "@/base/session/PasswordField";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Page } from "@/base/ui/Page";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { PasswordGuardedForm } from "./PasswordGuardedForm";

/** Sets a new password; this session goes on, every other one ends. */
export function ChangePassword() {
  return (
    <Page title={t("account:password_title")} back="/users/view" backLabel={t("account:title")}>
      <PasswordForm />
    </Page>
  );
}

function PasswordForm() {
  const [password, setPassword] = useState("");
  const [newpassword, setNew] = useState("");
  const [newpasswordrepeat, setRepetition] = useState("");
  const { route } = useLocation();
  const saving = useAction(async () => {
    const body = { password, newpassword, newpasswordrepeat };
    const { message } = await unwrap(api.POST("/users/password.json", { body }));
    showToast(message);
    await invalidate("/users/logins");
    route("/app/users/view");
  });
  return (
    <PasswordGuardedForm
      intro={t("account:password_intro")}
      action={saving}
      submitLabel={t("account:change_password")}
      password={password}
      onPassword={setPassword}
      footer={<NoPassword />}
    >
      {(errors, presentPassword) => (
        <>
          <Username />
          {presentPassword}
          <PasswordField
            label={t("account:new_password")}
            hint={t("account:new_password_hint")}
            autocomplete="new-password"
            value={newpassword}
            error={errors["newpassword"]}
            onValue={setNew}
          />
          <PasswordField
            label={t("account:new_password_again")}
            autocomplete="new-password"
            value={newpasswordrepeat}
            error={errors["newpasswordrepeat"]}
            onValue={setRepetition}
          />
        </>
      )}
    </PasswordGuardedForm>
  );
}

/** Tells password managers whose password this is. */
function Username() {
  return (
    <input
      class="visually-hidden"
      tabIndex={-1}
      aria-hidden="true"
      autocomplete="username"
      readOnly
      value={profile.value?.User.email}
    />
  );
}

function NoPassword() {
  return (
    <p>
      <small>
        {t("account:no_password")} <a href="/app/users/password_recover">{t("account:get_link")}</a>
      </small>
    </p>
  );
}
