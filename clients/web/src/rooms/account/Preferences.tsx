import { useState } from "preact/hooks";

import { isManager, type Profile } from "@/base/session/person";
import { LANGUAGES } from "@/base/texts/language";
import { LANGUAGE_NAMES } from "@/base/texts/names";
import { changeLanguage, t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { ErrorNotice } from "@/base/ui/Feedback";
import { CheckField, SelectField } from "@/base/ui/Field";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { saveAccount } from "./saving";

type Language = (typeof LANGUAGES)[number];
type Preference = "alerts" | "message_alerts" | "newsletter";
type Change = Partial<Record<Preference, boolean>> & { language?: Language };

/** The language, and which mails the person wants; each choice is saved at once. */
export function Preferences({ person }: { person: Profile }) {
  const [chosen, setChosen] = useState<Change>({}); // what is shown while it is being saved
  const saving = useAction(async (change: Change) => {
    setChosen(change);
    try {
      await saveAccount({ User: change });
    } finally {
      setChosen({});
    }
    if (change.language) await changeLanguage(change.language); // so that the confirmation speaks it
    showToast(t("base:saved"));
  });
  const buildCheck = (preference: Preference) => ({
    checked: chosen[preference] ?? person.User[preference],
    disabled: saving.isBusy,
    onValue: (isWanted: boolean) => void saving.run({ [preference]: isWanted }),
  });
  return (
    <Card title={t("account:preferences")}>
      {saving.error !== undefined && <ErrorNotice error={saving.error} />}
      <SelectField
        label={t("session:language")}
        value={chosen.language ?? person.User.language}
        disabled={saving.isBusy}
        options={LANGUAGES.map((tag) => [tag, LANGUAGE_NAMES[tag]] as const)}
        onValue={(language) => void saving.run({ language: language as Language })}
      />
      <fieldset class="account-mails">
        <legend>{t("account:mails")}</legend>
        <CheckField label={t("account:alerts")} hint={t("account:alerts_hint")} {...buildCheck("alerts")} />
        <CheckField
          label={t("account:message_alerts")}
          hint={t("account:message_alerts_hint")}
          {...buildCheck("message_alerts")}
        />
        <CheckField
          label={isManager.value ? t("account:digest") : t("account:newsletter")}
          hint={isManager.value ? t("account:digest_hint") : t("account:newsletter_hint")}
          {...buildCheck("newsletter")}
        />
      </fieldset>
    </Card>
  );
}
