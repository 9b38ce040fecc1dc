import { useEffect } from "preact/hooks";

import { isTemporary } from "@/base/api/errors";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { describeError, Notice } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";

import { type Recognised, requestSingleSignOn } from "./requests";
import type { Return } from "./single-sign-on";

interface Props {
  returned: NonNullable<Return>;
  onRecognised: (recognised: Recognised, isShared: boolean) => Promise<void>;
}

let isTried = false;

/** Goes on where the identity provider sent the person back; says why where that leads nowhere. */
export function SingleSignOnReturn({ returned, onRecognised }: Props) {
  const login = useAction(async () => {
    if (returned.kind === "code")
      await onRecognised(await requestSingleSignOn(returned.code), returned.isShared);
  });
  useEffect(() => {
    if (!isTried) void login.run(); // a code works once: not again after a way round through another screen
    isTried = true;
  }, []);

  if (returned.kind === "unasked") return <Notice tone="warning" title={t("login:unasked")} />;
  if (login.isBusy) return <Notice tone="info" title={t("login:signing_on")} />;
  if (login.error === undefined) return null;
  return (
    <Notice tone="bad" title={describeError(login.error)}>
      {isTemporary(login.error) && (
        <Button look="secondary" onClick={() => void login.run()}>
          {t("base:try_again")}
        </Button>
      )}
    </Notice>
  );
}
