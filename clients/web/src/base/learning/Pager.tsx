import { ChevronLeft, ChevronRight } from "lucide-preact";

import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";

import { Button } from "@/base/ui/Button";

interface Props {
  paginate: Schemas["PaginateOutput"];
  onPage: (page: number) => void;
}

/** Leads to the pages of a list; nothing where there is only one. */
export function Pager({ paginate: { page, pageCount, prevPage, nextPage }, onPage }: Props) {
  if (pageCount <= 1 && page <= 1) return null;
  const go = (target: number) => {
    onPage(target);
    scrollTo(0, 0);
  };
  return (
    <nav class="pager" aria-label={t("learning:pages")}>
      <Button look="secondary" disabled={!prevPage} onClick={() => go(page - 1)}>
        <ChevronLeft aria-hidden="true" size={18} />
        {t("learning:previous")}
      </Button>
      <span role="status">{t("base:of", { completed: page, total: Math.max(pageCount, page) })}</span>
      <Button look="secondary" disabled={!nextPage} onClick={() => go(page + 1)}>
        {t("learning:next")}
        <ChevronRight aria-hidden="true" size={18} />
      </Button>
    </nav>
  );
}
