import { isStaff, profile, useProfile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Page } from "@/base/ui/Page";

import "./account.css";
import { version } from "../../../package.json";
import { LogOut } from "./LogOut";
import { MyData } from "./MyData";
import { Preferences } from "./Preferences";
import { ProfileCard } from "./ProfileCard";
import { OtherPlaces, Security } from "./places";
import { Qualifications } from "./Qualifications";

/** Everything about the person's own account, and the way out. */
export function Account() {
  useProfile(); // again: the link of a mail, or another device, may have changed it since the app was started
  const person = profile.value;
  if (!person) return null; // the shell waits for it
  return (
    <Page title={t("account:title")}>
      <ProfileCard person={person} />
      {isStaff.value && <Qualifications />}
      <div class="columns">
        <Security person={person} />
        <Preferences person={person} />
      </div>
      <OtherPlaces />
      <MyData />
      <LogOut />
      <p class="account-version">{t("account:version", { version })}</p>
    </Page>
  );
}
