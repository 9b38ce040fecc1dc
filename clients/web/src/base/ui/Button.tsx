import type { ComponentChildren, JSX } from "preact";

type Look = "primary" | "secondary" | "quiet" | "danger";

interface Props extends Omit<JSX.HTMLAttributes<HTMLButtonElement>, "icon"> {
  children: ComponentChildren;
  look?: Look;
  /** While an action runs: the button cannot be pressed again, and says so to screen readers. */
  isBusy?: boolean;
  disabled?: boolean;
  type?: "button" | "submit";
  wide?: boolean;
}

export function Button({
  children,
  look = "primary",
  isBusy = false,
  disabled = false,
  type = "button",
  wide,
  ...rest
}: Props) {
  return (
    <button
      {...rest}
      type={type}
      class={join("button", look, wide && "wide")}
      aria-busy={isBusy}
      disabled={disabled || isBusy}
    >
      {isBusy && <span class="spinner" aria-hidden="true" />}
      {children}
    </button>
  );
}

interface LinkProps {
  href: string;
  children: ComponentChildren;
  look?: Look;
  wide?: boolean;
}

/** A link that looks like a button: it leads to another screen. `href` is a path of the app without `/app`. */
export function ButtonLink({ href, children, look = "primary", wide }: LinkProps) {
  return (
    <a href={`/app${href}`} class={join("button", look, wide && "wide")}>
      {children}
    </a>
  );
}

/** Class names, without those that are false. */
export function join(...names: (string | false | undefined)[]): string {
  return names.filter(Boolean).join(" ");
}
