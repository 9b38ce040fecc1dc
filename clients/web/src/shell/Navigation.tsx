import { Settings } from "lucide-preact";
import { useLocation } from "preact-iso";

import { isManager, isStaff } from "@/base/session/person";
import { t } from "@/base/texts/translate";

import { findCurrent, isSame, type Place, STAFF, STUDENT } from "./places";

/** The places of the person's role: a bar at the bottom of a phone, a column at the side of a desk. */
export function Navigation() {
  const { path } = useLocation();
  const places = isStaff.value ? STAFF : STUDENT;
  const current = findCurrent(places, path);
  return (
    <nav class="places" aria-label={t("shell:navigation")}>
      {places.map((place) => (
        <PlaceLink key={place.href} place={place} isCurrent={place === current} />
      ))}
      {isManager.value && (
        <a href="/admin/" target="_self" class="desk-only" rel="external">
          <Settings aria-hidden="true" size={22} />
          {t("shell:admin")}
        </a>
      )}
    </nav>
  );
}

/** Marked as the page that is shown, or on a screen below it as the place to which that belongs. */
function PlaceLink({ place: { href, label, icon: Icon }, isCurrent }: { place: Place; isCurrent: boolean }) {
  const { path } = useLocation();
  return (
    <a href={href} aria-current={isSame(href, path) ? "page" : isCurrent || undefined}>
      <Icon aria-hidden="true" size={22} />
      {t(label)}
    </a>
  );
}
