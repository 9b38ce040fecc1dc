import { Eye, EyeOff } from "lucide-preact";
import { useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { Labels } from "@/base/ui/Field";

import "./password.css";

interface Props {
  label: string;
  /** What password managers offer: the stored password, or a new one. */
  autocomplete: "current-password" | "new-password";
  value: string;
  onValue: (value: string) => void;
  hint?: string | undefined;
  error?: string | undefined;
}

/** A password, with a button that shows what was typed. */
export function PasswordField({ label, hint, error, autocomplete, value, onValue }: Props) {
  const [isShown, setShown] = useState(false);
  return (
    <Labels label={label} hint={hint} error={error}>
      {(ids) => (
        <span class="password">
          <input
            {...ids}
            type={isShown ? "text" : "password"}
            autocomplete={autocomplete}
            autocapitalize="none"
            spellcheck={false}
            required
            value={value}
            onInput={(event) => onValue(event.currentTarget.value)}
          />
          <button
            type="button"
            aria-pressed={isShown}
            aria-label={t("session:show_password")}
            onClick={() => setShown(!isShown)}
          >
            {isShown ? <EyeOff aria-hidden="true" size={20} /> : <Eye aria-hidden="true" size={20} />}
          </button>
        </span>
      )}
    </Labels>
  );
}
