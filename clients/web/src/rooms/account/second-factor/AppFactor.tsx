import { useState } from "preact/hooks";
import { api, unwrap } from "@/base/api/client";
import { invalidate } from "@/base/api/reading";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";

import type { Secret } from "./AppSetup";
import type { Factor } from "./factor";
import { PasswordDialog } from "./PasswordDialog";

interface Props {
  factor: Factor;
  onSecret: (secret: Secret) => void;
  onCodes: (codes: string[]) => void;
}

type Asked = "start" | "renew" | "disable";

/** The authenticator app: set it up, get new recovery codes, turn it off. Each needs the password. */
export function AppFactor({ factor, onSecret, onCodes }: Props) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const act = {
    start: async (password: string) => onSecret(await startSetup(password)),
    renew: async (password: string) => onCodes(await renewCodes(password)),
    disable: async (password: string) => {
      await disable(password);
      showToast(t("account:factor_turned_off"));
      close();
    },
  };
  const isOn = factor === "TOTP";
  return (
    <Card
      title={t("account:factor_totp")}
      actions={isOn ? <Badge tone="good">{t("account:factor_on")}</Badge> : undefined}
    >
      <p>{t("account:factor_totp_intro")}</p>
      <div class="buttons">
        {isOn ? (
          <>
            <Button look="secondary" onClick={() => setAsked("renew")}>
              {t("account:renew_codes")}
            </Button>
            <Button look="secondary" onClick={() => setAsked("disable")}>
              {t("account:turn_off")}
            </Button>
          </>
        ) : (
          <Button onClick={() => setAsked("start")}>{t("account:set_up")}</Button>
        )}
      </div>
      {asked && <PasswordDialog {...describe(asked)} onClose={close} onPassword={act[asked]} />}
    </Card>
  );
}

function describe(asked: Asked): {
  title: string;
  explanation: string;
  submitLabel: string;
  isDangerous?: boolean;
} {
  if (asked === "start")
    return {
      title: t("account:set_up_title"),
      explanation: t("account:set_up_explained"),
      submitLabel: t("account:continue"),
    };
  if (asked === "renew")
    return {
      title: t("account:renew_codes"),
      explanation: t("account:renew_codes_explained"),
      submitLabel: t("account:renew_codes"),
    };
  return {
    title: t("account:turn_off_app_title"),
    explanation: t("account:turn_off_app_explained"),
    submitLabel: t("account:turn_off"),
    isDangerous: true,
  };
}

function startSetup(password: string): Promise<Secret> {
  return unwrap(api.POST("/users/totp.json", { body: { password } }));
}

async function renewCodes(password: string): Promise<string[]> {
  return (await unwrap(api.POST("/users/recovery_codes.json", { body: { password } }))).recovery_codes;
}

async function disable(password: string): Promise<void> {
  const { two_factor } = await unwrap(api.POST("/users/totp_disable.json", { body: { password } }));
  if (profile.value) profile.value = { ...profile.value, User: { ...profile.value.User, two_factor } };
  await invalidate("/users/view");
}
