import { useState } from "preact/hooks";

import { getFieldErrors } from "@/base/api/errors";
import { FormError, getPasswordError, useWait } from "@/base/session/FormError";
import { PasswordField } from "@/base/session/PasswordField";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Dialog } from "@/base/ui/Dialog";
import { Notice } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";

interface Props {
  title: string;
  explanation: string;
  submitLabel: string;
  isDangerous?: boolean;
  onClose: () => void;
  /** Does what needs the password; what it raises is shown here. */
  onPassword: (password: string) => Promise<void>;
}

/** Asks for the password before the second factor is changed. */
export function PasswordDialog({ title, explanation, submitLabel, isDangerous, onClose, onPassword }: Props) {
  const [password, setPassword] = useState("");
  const action = useAction(() => onPassword(password));
  const isWaiting = useWait(action.error);
  const errors = getFieldErrors(action.error);
  const refusal = errors["password"] ?? getPasswordError(action.error);
  const other = Object.values(errors)[0];
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void action.run();
        }}
      >
        <p>{explanation}</p>
        {refusal === undefined && other !== undefined && <Notice tone="bad" title={other} />}
        <FormError error={action.error} isAtField={refusal !== undefined} />
        <PasswordField
          label={t("account:present_password")}
          autocomplete="current-password"
          value={password}
          error={refusal}
          onValue={setPassword}
        />
        <div class="dialog-buttons">
          <Button look="secondary" onClick={onClose}>
            {t("base:cancel")}
          </Button>
          <Button
            type="submit"
            look={isDangerous ? "danger" : "primary"}
            isBusy={action.isBusy}
            disabled={isWaiting}
          >
            {submitLabel}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
