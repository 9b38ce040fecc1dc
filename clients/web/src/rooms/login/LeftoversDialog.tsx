import { t } from "@/base/texts/translate";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { useAction } from "@/base/ui/useAction";

interface Props {
  unsent: number;
  goOn: () => Promise<void>;
  giveUp: () => Promise<void>;
}

/** Asks before the login deletes what another person has not sent. Who that is stays untold. */
export function LeftoversDialog({ unsent, goOn, giveUp }: Props) {
  const going = useAction(goOn);
  return (
    <ConfirmDialog
      title={t("login:leftovers_title")}
      confirmLabel={t("login:leftovers_delete")}
      isDangerous
      isBusy={going.isBusy}
      onConfirm={() => void going.run()}
      onClose={() => void giveUp()}
    >
      <p>{t("login:leftovers", { count: unsent })}</p>
      <p>{t("login:leftovers_advice")}</p>
    </ConfirmDialog>
  );
}
