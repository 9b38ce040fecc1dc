import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

import { t } from "@/base/texts/translate";

import { Button } from "./Button";

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog: the browser keeps the focus in it, and Escape closes it. Mounted while it is open. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

interface ConfirmProps extends Props {
  confirmLabel: string;
  onConfirm: () => void;
  isDangerous?: boolean;
  isBusy?: boolean;
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  confirmLabel,
  onConfirm,
  isDangerous = false,
  isBusy = false,
  children,
  ...rest
}: ConfirmProps) {
  return (
    <Dialog {...rest}>
      {children}
      <div class="dialog-buttons">
        <Button look="secondary" onClick={rest.onClose}>
          {t("base:cancel")}
        </Button>
        <Button look={isDangerous ? "danger" : "primary"} isBusy={isBusy} onClick={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </Dialog>
  );
}
