import { Printer } from "lucide-preact";

import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { formatMoment } from "@/base/time/formats";
import { Button } from "@/base/ui/Button";

/** Prints the class as it is shown: facts, signature, and every student with attendance and result. */
export function PrintButton() {
  return (
    <div class="buttons">
      <Button look="secondary" onClick={() => print()}>
        <Printer aria-hidden="true" size={18} />
        {t("class:print")}
      </Button>
    </div>
  );
}

/** What stands above it on paper alone: the school, and as of when. */
export function PrintHead({ now }: { now: Date }) {
  const parts = [profile.value?.Company.name, t("class:as_of", { when: formatMoment(now) })];
  return <p class="on-paper">{parts.filter(Boolean).join(" · ")}</p>;
}
