import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";

import { api, unwrap } from "@/base/api/client";
import { isNotFound } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { getDeviceHeader } from "@/base/session/device";
import { FormError, useWait } from "@/base/session/FormError";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { useAction } from "@/base/ui/useAction";
import { Outside } from "../Outside";
import { BrokenLink, Done } from "./LinkOutcome";

/**
 * The link to a new address. It confirms when the button is pressed, and not when it is opened: programs that check mails
 * open every link in them (docs/account-pages.md).
 */
export function ConfirmEmail() {
  const { user = "", code = "" } = useRoute().params;
  const [answer, setAnswer] = useState<string>();
  const confirmation = useAction(async () => {
    const path = { user_id: user, code };
    const sent = api.GET("/users/confirmation/{user_id}/{code}/email.json", {
      params: { path },
      headers: getDeviceHeader(),
    });
    setAnswer((await unwrap(sent)).message);
    await invalidate("/users/view");
  });
  const isWaiting = useWait(confirmation.error);
  return (
    <Outside title={t("login:confirm_email_title")}>
      {answer ? (
        <Done message={answer} />
      ) : isNotFound(confirmation.error) ? (
        <BrokenLink />
      ) : (
        <>
          <p>{t("login:confirm_email_intro")}</p>
          <FormError error={confirmation.error} />
          <Button
            wide
            isBusy={confirmation.isBusy}
            disabled={isWaiting}
            onClick={() => void confirmation.run()}
          >
            {t("login:confirm_email")}
          </Button>
        </>
      )}
    </Outside>
  );
}
