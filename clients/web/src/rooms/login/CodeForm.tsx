import { useEffect, useRef, useState } from "preact/hooks";

import { ApiError, getFieldErrors } from "@/base/api/errors";
import { FormError, useWait } from "@/base/session/FormError";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { TextField } from "@/base/ui/Field";
import type { Action } from "@/base/ui/useAction";

import type { Factor } from "./requests";

interface Props {
  factor: Factor;
  /** How to get the code, as the server says it. */
  message: string;
  login: Action<[code?: string]>;
  onBack: () => void;
}

/** The second step: a code by e-mail, of the authenticator app, or a recovery code. */
export function CodeForm({ factor, message, login, onBack }: Props) {
  const [code, setCode] = useState("");
  const [isRecovery, setRecovery] = useState(false);
  const isWaiting = useWait(login.error);
  const refusal =
    login.error instanceof ApiError && login.error.status === 401 ? login.error.message : undefined;
  const form = useFocus(isRecovery);
  const [sent, setSent] = useState(0); // the same message, announced again
  const sendAgain = () => login.run().then(() => setSent(sent + 1));
  const submit = (event: Event) => {
    event.preventDefault();
    void login.run(code);
  };
  return (
    <>
      <form ref={form} class="form" onSubmit={submit}>
        <div role="status">
          <p key={sent}>{message}</p>
        </div>
        <FormError error={login.error} isAtField={refusal !== undefined} />
        <TextField
          key={String(isRecovery)}
          label={isRecovery ? t("login:recovery_code") : t("login:code")}
          hint={isRecovery ? t("login:recovery_code_hint") : undefined}
          autocomplete={isRecovery ? "off" : "one-time-code"}
          inputMode={isRecovery ? "text" : "numeric"}
          autocapitalize="none"
          spellcheck={false}
          required
          maxLength={50}
          value={code}
          error={getFieldErrors(login.error)["code"] ?? refusal}
          onValue={setCode}
        />
        <Button type="submit" wide isBusy={login.isBusy} disabled={isWaiting}>
          {t("login:confirm_code")}
        </Button>
      </form>
      <div class="entrance-choices">
        {factor === "EMAIL" && (
          <Button look="quiet" disabled={login.isBusy || isWaiting} onClick={() => void sendAgain()}>
            {t("login:send_again")}
          </Button>
        )}
        {factor === "TOTP" && (
          <Button look="quiet" onClick={() => setRecovery(!isRecovery)}>
            {isRecovery ? t("login:use_app") : t("login:use_recovery_code")}
          </Button>
        )}
        <Button look="quiet" onClick={onBack}>
          {t("login:other_account")}
        </Button>
      </div>
    </>
  );
}

/** Puts the focus into the field when the step appears, and when the kind of code changes. */
function useFocus(trigger: unknown) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => form.current?.querySelector("input")?.focus(), [trigger]);
  return form;
}
