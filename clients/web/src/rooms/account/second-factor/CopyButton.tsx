import { Copy } from "lucide-preact";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { ErrorNotice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

export function CopyButton({ text }: { text: string }) {
  const copying = useAction(async () => {
    await navigator.clipboard.writeText(text);
    showToast(t("account:copied"));
  });
  return (
    <>
      <Button look="secondary" onClick={() => void copying.run()}>
        <Copy aria-hidden="true" size={18} />
        {t("account:copy")}
      </Button>
      {copying.error !== undefined && <ErrorNotice error={copying.error} />}
    </>
  );
}
