import type { ComponentChildren } from "preact";

import { ApiError, Unreachable } from "@/base/api/errors";
import { t } from "@/base/texts/translate";

import { Button, join } from "./Button";

export type Tone = "info" | "good" | "warning" | "bad";

/** A box that tells something; `bad` and `warning` ones are announced by screen readers. */
export function Notice({
  tone,
  title,
  children,
}: {
  tone: Tone;
  title?: string;
  children?: ComponentChildren;
}) {
  const isUrgent = tone === "bad" || tone === "warning";
  return (
    <div class={join("notice", tone)} role={isUrgent ? "alert" : "status"}>
      {title && <p class="notice-title">{title}</p>}
      {children}
    </div>
  );
}

/** Why something could not be shown or done, in words, with a button to try again. */
export function ErrorNotice({ error, retry }: { error: unknown; retry?: () => unknown }) {
  return (
    <Notice tone={error instanceof Unreachable ? "warning" : "bad"} title={describeError(error)}>
      {retry && (
        <Button look="secondary" onClick={() => void retry()}>
          {t("base:try_again")}
        </Button>
      )}
    </Notice>
  );
}

/** The sentence for an error: the server's own message, or that it could not be reached. */
export function describeError(error: unknown): string {
  if (error instanceof Unreachable) return t("base:unreachable");
  if (error instanceof ApiError) return error.message;
  return t("base:unexpected");
}

export function Badge({ tone = "info", children }: { tone?: Tone | "quiet"; children: ComponentChildren }) {
  return <span class={join("badge", tone)}>{children}</span>;
}

/** A list that has nothing in it. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** Stands where content is about to appear. */
export function Skeleton() {
  return (
    <div class="skeleton" role="status" aria-label={t("base:loading")}>
      <span />
      <span />
      <span />
    </div>
  );
}
