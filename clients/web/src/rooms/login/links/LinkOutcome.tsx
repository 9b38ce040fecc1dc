import { useLocation } from "preact-iso";

import { session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { Button, ButtonLink } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

/** What a link has done, and the way on. The link does not stay in the history of the browser. */
export function Done({ message }: { message: string }) {
  const { route } = useLocation();
  return (
    <>
      <Notice tone="good" title={message} />
      <Button wide onClick={() => route("/app/", true)}>
        {session.value ? t("login:to_app") : t("login:to_login")}
      </Button>
    </>
  );
}

/** A link that was used, has expired, was replaced or never existed. */
export function BrokenLink({ canAskAgain = false }: { canAskAgain?: boolean }) {
  return (
    <>
      <Notice tone="warning" title={t("login:broken_link")}>
        <p>{canAskAgain ? t("login:broken_link_password") : t("login:broken_link_email")}</p>
      </Notice>
      {canAskAgain && (
        <ButtonLink href="/users/password_recover" wide>
          {t("login:ask_again")}
        </ButtonLink>
      )}
      <ButtonLink href="/" look="quiet">
        {session.value ? t("login:to_app") : t("login:to_login")}
      </ButtonLink>
    </>
  );
}
