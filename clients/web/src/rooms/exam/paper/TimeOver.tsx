import { isConnected } from "@/base/api/connection";
import { t } from "@/base/texts/translate";
import { ErrorNotice, Notice } from "@/base/ui/Feedback";

interface Props {
  /** How many choices have not reached the server. */
  unsent: number;
  /** Why the server does not finish the attempt. */
  error: unknown;
  retry: () => unknown;
}

/** After the end of the time, until the result is there. */
export function TimeOver({ unsent, error, retry }: Props) {
  if (error !== undefined) return <ErrorNotice error={error} retry={retry} />;
  return (
    <Notice tone="warning" title={t("exam:time_over")}>
      <p>{t(isConnected.value ? "exam:result_soon" : "exam:result_later")}</p>
      {unsent > 0 && <p>{t("exam:unsent_at_end", { count: unsent })}</p>}
    </Notice>
  );
}
