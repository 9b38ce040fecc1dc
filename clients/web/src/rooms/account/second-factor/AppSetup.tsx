import { useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { getFieldErrors } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { FormError, useWait } from "@/base/session/FormError";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { TextField } from "@/base/ui/Field";
import { useAction } from "@/base/ui/useAction";

import { CopyButton } from "./CopyButton";
import { QrCode } from "./QrCode";

export interface Secret {
  secret: string;
  otpauth_url: string;
}

interface Props {
  secret: Secret;
  /** Called with the recovery codes once the app is on. */
  onDone: (codes: string[]) => void;
  onCancel: () => void;
}

/** Shows the secret to the app, by picture, text and link, and turns it on by its first code. */
export function AppSetup({ secret, onDone, onCancel }: Props) {
  const [code, setCode] = useState("");
  const confirming = useAction(async () => {
    const { recovery_codes } = await unwrap(api.POST("/users/totp_confirm.json", { body: { code } }));
    await invalidate("/users/view");
    onDone(recovery_codes);
  });
  const isWaiting = useWait(confirming.error);
  return (
    <Card title={t("account:set_up_title")}>
      <ol class="account-steps">
        <li>
          <p>{t("account:scan")}</p>
          <QrCode text={secret.otpauth_url} label={t("account:qr_code")} />
          <p>{t("account:secret_as_text")}</p>
          <p class="account-secret">{secret.secret.replace(/(.{4})(?=.)/g, "$1 ")}</p>
          <div class="buttons">
            <CopyButton text={secret.secret} />
            <a class="button secondary" href={secret.otpauth_url} target="_self" rel="external">
              {t("account:open_app")}
            </a>
          </div>
        </li>
        <li>
          <form
            class="form"
            onSubmit={(event) => {
              event.preventDefault();
              void confirming.run();
            }}
          >
            <FormError error={confirming.error} />
            <TextField
              label={t("account:first_code")}
              autocomplete="one-time-code"
              inputMode="numeric"
              required
              maxLength={50}
              value={code}
              error={getFieldErrors(confirming.error)["code"]}
              onValue={setCode}
            />
            <div class="buttons">
              <Button type="submit" isBusy={confirming.isBusy} disabled={isWaiting}>
                {t("account:turn_on")}
              </Button>
              <Button look="quiet" onClick={onCancel}>
                {t("base:cancel")}
              </Button>
            </div>
          </form>
        </li>
      </ol>
    </Card>
  );
}
