import type { ComponentChildren } from "preact";

import { getFieldErrors } from "@/base/api/errors";
import { FormError, getPasswordError, useWait } from "@/base/session/FormError";
import { PasswordField } from "@/base/session/PasswordField";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import type { Action } from "@/base/ui/useAction";

import "../account.css";

interface Props {
  intro: string;
  /** What submitting does. */
  action: Action<[]>;
  submitLabel: string;
  /** The field of the present password, which every such change needs; placed by `children`. */
  password: string;
  onPassword: (password: string) => void;
  /** The fields, given the server's refusals by field and the field of the present password. */
  children: (errors: Record<string, string>, presentPassword: ComponentChildren) => ComponentChildren;
  /** Below the button. */
  footer?: ComponentChildren;
}

/** A change of the account that the present password confirms. */
export function PasswordGuardedForm({
  intro,
  action,
  submitLabel,
  password,
  onPassword,
  children,
  footer,
}: Props) {
  const isWaiting = useWait(action.error);
  const errors = getFieldErrors(action.error);
  const refusal = getPasswordError(action.error);
  const submit = (event: Event) => {
    event.preventDefault();
    void action.run();
  };
  return (
    <form class="card form account-form" onSubmit={submit}>
      <p>{intro}</p>
      <FormError error={action.error} isAtField={refusal !== undefined} />
      {children(
        errors,
        <PasswordField
          label={t("account:present_password")}
          autocomplete="current-password"
          value={password}
          error={errors["password"] ?? refusal}
          onValue={onPassword}
        />,
      )}
      <Button type="submit" isBusy={action.isBusy} disabled={isWaiting}>
        {submitLabel}
      </Button>
      {footer}
    </form>
  );
}
