import { Download, Printer } from "lucide-preact";

import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Notice } from "@/base/ui/Feedback";
import { useGuard } from "@/base/ui/useGuard";

import { CopyButton } from "./CopyButton";

/** The recovery codes, which are shown this once: the person keeps them before going on, and is asked before leaving. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const guard = useGuard(true, true);
  return (
    <Card title={t("account:recovery_codes")}>
      <Notice tone="warning" title={t("account:codes_shown_once")}>
        <p>{t("account:codes_explained")}</p>
      </Notice>
      <ul class="account-codes">
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div class="buttons">
        <CopyButton text={codes.join("\n")} />
        <Button look="secondary" onClick={() => download(describeCodes(codes))}>
          <Download aria-hidden="true" size={18} />
          {t("account:download")}
        </Button>
        <Button look="secondary" onClick={() => print()}>
          <Printer aria-hidden="true" size={18} />
          {t("account:print")}
        </Button>
      </div>
      <Button onClick={() => void guard.release().then(onKept)}>{t("account:kept_codes")}</Button>
      {guard.isAsking && (
        <ConfirmDialog
          title={t("account:leave_codes_title")}
          confirmLabel={t("account:leave_codes")}
          onConfirm={guard.leave}
          onClose={guard.stay}
          isDangerous
        >
          <p>{t("account:leave_codes_text")}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

function describeCodes(codes: string[]): string {
  const heading = t("account:codes_of", { email: profile.value?.User.email });
  return [heading, "", ...codes, ""].join("\n");
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = Object.assign(document.createElement("a"), { href: url, download: t("account:codes_file") });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000); // some browsers read it only after the click
}
