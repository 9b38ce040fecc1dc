import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface Labelled {
  label: string;
  hint?: string | undefined;
  /** What is wrong with the input, such as a field's text in `errors`. */
  error?: string | undefined;
}

type InputProps = Omit<JSX.HTMLAttributes<HTMLInputElement>, "label" | "onInput" | "value">;

interface TextProps extends Labelled, InputProps {
  value: string;
  onValue: (value: string) => void;
  type?: string;
  autocomplete?: string;
  inputMode?: string;
  required?: boolean;
  readOnly?: boolean;
  disabled?: boolean;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
}

/** One line of text with its label, hint and error. */
export function TextField({ label, hint, error, value, onValue, ...rest }: TextProps) {
  return (
    <Labels label={label} hint={hint} error={error}>
      {(ids) => (
        <input
          {...(rest as object)}
          {...ids}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labels>
  );
}

interface AreaProps extends Labelled {
  value: string;
  onValue: (value: string) => void;
  rows?: number;
  maxLength?: number;
  disabled?: boolean;
}

/** Several lines of text. */
export function TextArea({ label, hint, error, value, onValue, rows = 3, ...rest }: AreaProps) {
  return (
    <Labels label={label} hint={hint} error={error}>
      {(ids) => (
        <textarea
          {...rest}
          {...ids}
          rows={rows}
          value={value}
          onInput={(event) => onValue(event.currentTarget.value)}
        />
      )}
    </Labels>
  );
}

interface SelectProps extends Labelled {
  value: string;
  onValue: (value: string) => void;
  /** Pairs of value and text, in the order to show. */
  options: (readonly [string, string])[];
  disabled?: boolean;
}

export function SelectField({ label, hint, error, value, onValue, options, ...rest }: SelectProps) {
  return (
    <Labels label={label} hint={hint} error={error}>
      {(ids) => (
        <select {...rest} {...ids} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
          {options.map(([option, text]) => (
            <option key={option} value={option}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Labels>
  );
}

interface CheckProps {
  label: string;
  hint?: string;
  checked: boolean;
  onValue: (checked: boolean) => void;
  disabled?: boolean;
}

export function CheckField({ label, hint, checked, onValue, disabled = false }: CheckProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onValue(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <small>{hint}</small>}
      </span>
    </label>
  );
}

export interface Ids {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
}

/** Label, hint and error around a control, which gets `ids`. */
export function Labels({
  label,
  hint,
  error,
  children,
}: Labelled & { children: (ids: Ids) => ComponentChildren }) {
  const id = useId();
  const note = error ?? hint;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({
        id,
        "aria-invalid": error !== undefined,
        "aria-describedby": note ? `${id}-note` : undefined,
      })}
      {note && (
        <small
          id={`${id}-note`}
          class={error === undefined ? "" : "field-error"}
          role={error === undefined ? undefined : "alert"}
        >
          {note}
        </small>
      )}
    </div>
  );
}
