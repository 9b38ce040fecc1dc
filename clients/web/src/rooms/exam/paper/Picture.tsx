import { ZoomIn } from "lucide-preact";
import { useState } from "preact/hooks";

import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { Dialog } from "@/base/ui/Dialog";
import { Notice } from "@/base/ui/Feedback";
import { useKeptFile } from "@/base/ui/Photo";

/** The picture of a question. It opens in a larger view, where it can be magnified further and moved. */
export function Picture({ url, number }: { url: string; number: number }) {
  const address = useKeptFile(url);
  const [isOpen, setOpen] = useState(false);
  const [failed, setFailed] = useState<string>();
  const alt = t("exam:picture_of", { number });
  if (failed === address && failed !== undefined)
    return <Notice tone="warning" title={t("exam:picture_missing")} />;
  return (
    <>
      <button
        type="button"
        class="exam-picture"
        aria-label={t("exam:zoom", { number })}
        onClick={() => setOpen(true)}
      >
        {address && <img src={address} alt={alt} onError={() => setFailed(address)} />}
        <ZoomIn aria-hidden="true" size={22} />
      </button>
      {isOpen && address && <Zoom address={address} alt={alt} onClose={() => setOpen(false)} />}
    </>
  );
}

function Zoom({ address, alt, onClose }: { address: string; alt: string; onClose: () => void }) {
  const [isLarge, setLarge] = useState(false);
  return (
    <div class="exam-zoom">
      <Dialog title={alt} onClose={onClose}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard */}
        <div class="exam-zoom-frame" tabIndex={0} role="group" aria-label={alt}>
          <img src={address} alt="" class={isLarge ? "large" : ""} />
        </div>
        <div class="dialog-buttons">
          <Button look="secondary" onClick={() => setLarge(!isLarge)}>
            {t(isLarge ? "exam:smaller" : "exam:larger")}
          </Button>
          <Button onClick={onClose}>{t("base:close")}</Button>
        </div>
      </Dialog>
    </div>
  );
}
