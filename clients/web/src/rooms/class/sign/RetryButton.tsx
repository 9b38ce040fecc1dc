import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";

export function RetryButton({ retry }: { retry: () => unknown }) {
  return (
    <Button look="secondary" onClick={() => void retry()}>
      {t("class:check_again")}
    </Button>
  );
}
