import { useState } from "preact/hooks";
import { api, unwrap } from "@/base/api/client";
import { getFieldErrors } from "@/base/api/errors";
import { getDeviceHeader } from "@/base/session/device";
import { FormError, useWait } from "@/base/session/FormError";
import { profile } from "@/base/session/person";
import { session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { Button, ButtonLink } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";
import { TextField } from "@/base/ui/Field";
import { useAction } from "@/base/ui/useAction";

import { Outside } from "../Outside";
import { typedAddress } from "../typed-address";

/** Of the person who is logged in; somebody whose session has ended may have left the device to others. */
function getOwnAddress(): string {
  return (session.value && profile.value?.User.email) ?? "";
}

/** Sends a link to whoever forgot the password. The response is the same for every address. */
export function RecoverPassword() {
  const [answer, setAnswer] = useState<string>();
  const [email, setEmail] = useState(typedAddress.value || getOwnAddress());
  const recovery = useAction(async () => {
    const sent = api.POST("/users/password_recover.json", { body: { email }, headers: getDeviceHeader() });
    setAnswer((await unwrap(sent)).message);
  });
  const isWaiting = useWait(recovery.error);
  const submit = (event: Event) => {
    event.preventDefault();
    void recovery.run();
  };
  return (
    <Outside title={t("login:recover_title")}>
      {answer ? (
        <Notice tone="good" title={answer} />
      ) : (
        <form class="form" onSubmit={submit}>
          <p>{t("login:recover_intro")}</p>
          <FormError error={recovery.error} />
          <TextField
            label={t("login:email")}
            type="email"
            autocomplete="username"
            inputMode="email"
            required
            value={email}
            error={getFieldErrors(recovery.error)["email"]}
            onValue={setEmail}
          />
          <Button type="submit" wide isBusy={recovery.isBusy} disabled={isWaiting}>
            {t("login:send_link")}
          </Button>
        </form>
      )}
      <ButtonLink href="/" look="quiet">
        {session.value ? t("login:to_app") : t("login:to_login")}
      </ButtonLink>
    </Outside>
  );
}
