import { ChevronRight, Settings } from "lucide-preact";

import { t } from "@/base/texts/translate";

/** Leads managers to the admin. It is outside of the app, so the link is an ordinary one. */
export function AdminRow() {
  return (
    <li>
      <a class="row" href="/admin/" target="_self" rel="external">
        <span class="row-lead">
          <Settings aria-hidden="true" size={22} />
        </span>
        <span class="row-body">
          <span class="row-text">
            <span class="row-title">{t("shell:admin")}</span>
            <span class="row-detail">{t("base:admin_detail")}</span>
          </span>
        </span>
        <ChevronRight aria-hidden="true" size={20} class="row-arrow" />
      </a>
    </li>
  );
}
