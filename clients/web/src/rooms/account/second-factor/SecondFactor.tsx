import { useState } from "preact/hooks";

import { isStaff, profile, school } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatDay } from "@/base/time/formats";
import { Notice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import "../account.css";
import { AppFactor } from "./AppFactor";
import { AppSetup, type Secret } from "./AppSetup";
import { EmailFactor } from "./EmailFactor";
import { RecoveryCodes } from "./RecoveryCodes";

/** What the screen shows instead of the choices: an app that is being set up, or codes that are shown this once. */
type Step = { secret: Secret } | { codes: string[] } | undefined;

/** The second factor of the login: codes by e-mail, or an authenticator app with recovery codes. */
export function SecondFactor() {
  const [step, setStep] = useState<Step>();
  const factor = profile.value?.User.two_factor ?? "OFF";
  return (
    <Page title={t("account:second_factor")} back="/users/view" backLabel={t("account:title")}>
      {step && "secret" in step ? (
        <AppSetup
          secret={step.secret}
          onDone={(codes) => setStep({ codes })}
          onCancel={() => setStep(undefined)}
        />
      ) : step ? (
        <RecoveryCodes codes={step.codes} onKept={() => setStep(undefined)} />
      ) : (
        <>
          <p>{t("account:factor_intro")}</p>
          <Demand />
          <div class="columns">
            <AppFactor
              factor={factor}
              onSecret={(secret) => setStep({ secret })}
              onCodes={(codes) => setStep({ codes })}
            />
            <EmailFactor factor={factor} />
          </div>
        </>
      )}
    </Page>
  );
}

/** From when on the school demands a second factor of its staff. */
function Demand() {
  const day = school.value?.second_factor_from;
  if (!day || !isStaff.value) return null;
  const text = t("account:factor_demanded", { day: formatDay(day) });
  return <Notice tone="info" title={text} />;
}
