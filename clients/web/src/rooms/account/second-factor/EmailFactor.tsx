import { useState } from "preact/hooks";
import { getFieldErrors } from "@/base/api/errors";
import { FormError, useWait } from "@/base/session/FormError";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Badge, Notice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { saveAccount } from "../saving";
import type { Factor } from "./factor";
import { PasswordDialog } from "./PasswordDialog";

/** Codes by e-mail: on without more, off with the password. Not beside an app, which is the stronger one. */
export function EmailFactor({ factor }: { factor: Factor }) {
  const [isAsking, setAsking] = useState(false);
  const turningOn = useAction(async () => {
    await saveAccount({ User: { two_factor: "EMAIL" } });
    showToast(t("account:factor_turned_on"));
  });
  const isWaiting = useWait(turningOn.error);
  const turnOff = async (password: string) => {
    await saveAccount({ User: { two_factor: "OFF" }, password });
    showToast(t("account:factor_turned_off"));
    setAsking(false);
  };
  const isOn = factor === "EMAIL";
  return (
    <Card
      title={t("account:factor_email")}
      actions={isOn ? <Badge tone="good">{t("account:factor_on")}</Badge> : undefined}
    >
      <p>{t("account:factor_email_intro", { email: profile.value?.User.email })}</p>
      <Refusal error={turningOn.error} />
      {factor === "TOTP" ? (
        <small>{t("account:factor_email_beside_app")}</small>
      ) : (
        <div class="buttons">
          {isOn ? (
            <Button look="secondary" onClick={() => setAsking(true)}>
              {t("account:turn_off")}
            </Button>
          ) : (
            <Button
              look="secondary"
              isBusy={turningOn.isBusy}
              disabled={isWaiting}
              onClick={() => void turningOn.run()}
            >
              {t("account:turn_on")}
            </Button>
          )}
        </div>
      )}
      {isAsking && (
        <PasswordDialog
          title={t("account:turn_off_email_title")}
          explanation={t("account:turn_off_email_explained")}
          submitLabel={t("account:turn_off")}
          isDangerous
          onClose={() => setAsking(false)}
          onPassword={turnOff}
        />
      )}
    </Card>
  );
}

/** Why codes by e-mail cannot be turned on, such as an address that is not confirmed; there is no field to say it at. */
function Refusal({ error }: { error: unknown }) {
  const refusal = getFieldErrors(error)["User.two_factor"];
  return refusal ? <Notice tone="bad" title={refusal} /> : <FormError error={error} />;
}
