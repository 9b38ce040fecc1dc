import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";

import { getFieldErrors } from "@/base/api/errors";
import { FormError } from "@/base/session/FormError";
import { type Profile, profile, school } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { TextArea, TextField } from "@/base/ui/Field";
import { Page } from "@/base/ui/Page";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import "./account.css";
import { useCountries, useZones } from "./options";
import { PickField } from "./PickField";
import { saveAccount } from "./saving";

type Detail = Profile["UserDetail"];
const TEXTS = ["name", "surname", "phone", "address", "pc", "city", "country_id", "timezone_id"] as const;
type Draft = Record<(typeof TEXTS)[number], string>;

/** The person's own data: names where the school leaves them to people, address, country and time zone. */
export function EditProfile() {
  const person = profile.value;
  return (
    <Page title={t("account:edit_title")} back="/users/view" backLabel={t("account:title")}>
      {person && <ProfileForm detail={person.UserDetail} />}
    </Page>
  );
}

function ProfileForm({ detail }: { detail: Detail }) {
  const [draft, setDraft] = useState(() => startDraft(detail));
  const { route } = useLocation();
  const areNamesFixed = school.value?.names_editable === false;
  const saving = useAction(async () => {
    await saveAccount({ UserDetail: areNamesFixed ? dropNames(draft) : draft });
    showToast(t("base:saved"));
    route("/app/users/view");
  });
  const errors = getFieldErrors(saving.error);
  const bind = (name: keyof Draft) => ({
    value: draft[name],
    error: errors[`UserDetail.${name}`],
    onValue: (value: string) => setDraft((before) => ({ ...before, [name]: value })),
  });
  const bindName = (name: "name" | "surname") => ({ ...bind(name), disabled: areNamesFixed, maxLength: 100 });
  return (
    <form
      class="card form account-form"
      onSubmit={(event) => {
        event.preventDefault();
        void saving.run();
      }}
    >
      <FormError error={saving.error} />
      <div class="account-pair">
        <TextField label={t("account:name")} autocomplete="given-name" {...bindName("name")} />
        <TextField label={t("account:surname")} autocomplete="family-name" {...bindName("surname")} />
      </div>
      {areNamesFixed && <small>{t("account:names_fixed")}</small>}
      <TextField
        label={t("account:phone")}
        type="tel"
        inputMode="tel"
        autocomplete="tel"
        maxLength={40}
        {...bind("phone")}
      />
      <TextArea label={t("account:address")} rows={2} maxLength={500} {...bind("address")} />
      <div class="account-pair">
        <TextField label={t("account:postcode")} autocomplete="postal-code" maxLength={20} {...bind("pc")} />
        <TextField
          label={t("account:city")}
          autocomplete="address-level2"
          maxLength={100}
          {...bind("city")}
        />
      </div>
      <PickField label={t("account:country")} useOptions={useCountries} {...bind("country_id")} />
      <PickField
        label={t("account:zone")}
        hint={t("account:zone_hint")}
        useOptions={useZones}
        {...bind("timezone_id")}
      />
      <div class="buttons">
        <Button type="submit" isBusy={saving.isBusy}>
          {t("base:save")}
        </Button>
        <Button look="quiet" onClick={() => route("/app/users/view")}>
          {t("base:cancel")}
        </Button>
      </div>
    </form>
  );
}

function startDraft(detail: Detail): Draft {
  return Object.fromEntries(TEXTS.map((name) => [name, detail[name] ?? ""])) as Draft;
}

function dropNames({ name: _name, surname: _surname, ...rest }: Draft): Omit<Draft, "name" | "surname"> {
  return rest;
}
