import { ChevronLeft } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

import { isNotFound } from "@/base/api/errors";
import type { Reading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatDistance } from "@/base/time/formats";

import { ButtonLink, join } from "./Button";
import { ErrorNotice, Notice, Skeleton } from "./Feedback";

interface Props {
  /** Never empty: what is not read yet is called by its kind, such as "Lesson". */
  title: string;
  /** A path of the app without `/app`: where "back" leads. */
  back?: string;
  backLabel?: string | undefined;
  /** Beside the title, such as a button. */
  actions?: ComponentChildren;
  /** What must be there before `children` can be shown. While it is not, a placeholder is shown; or why there is none. */
  readings?: Reading<unknown>[];
  /** As wide as the window, for tables and grids. */
  isWide?: boolean;
  children: ComponentChildren;
}

/** A screen: its heading, which gets the focus so that readers announce it, and what it shows. */
export function Page({ title, back, backLabel, actions, readings = [], isWide = false, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    document.title = title ? `${title} · Downwind` : "Downwind";
  }, [title]);
  return (
    <div class={join("page", isWide && "wide")}>
      {back !== undefined && <BackLink href={back} label={backLabel} />}
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {actions}
      </header>
      <PageBody readings={readings}>{children}</PageBody>
    </div>
  );
}

function BackLink({ href, label }: { href: string; label: string | undefined }) {
  return (
    <a class="back" href={`/app${href}`}>
      <ChevronLeft aria-hidden="true" size={20} />
      {label ?? t("base:back")}
    </a>
  );
}

/** What readings show, or a placeholder, or why there is nothing. A `Page` has one; parts that load apart have their own. */
export function PageBody({
  readings,
  children,
}: {
  readings: Reading<unknown>[];
  children: ComponentChildren;
}) {
  const missing = readings.find(({ data, isLoading }) => data === undefined && !isLoading);
  if (missing)
    return isNotFound(missing.error) ? (
      <NotFound />
    ) : (
      <ErrorNotice error={missing.error} retry={missing.reload} />
    );
  if (readings.some(({ data }) => data === undefined)) return <Skeleton />;
  const copiedAt = readings.find((reading) => reading.copiedAt)?.copiedAt;
  return (
    <>
      {copiedAt && <p class="as-of">{t("base:as_of", { when: formatDistance(copiedAt) })}</p>}
      {children}
    </>
  );
}

/** The screen of an address that leads nowhere. */
export function NoPage() {
  return (
    <Page title={t("base:no_page")}>
      <NotFound />
    </Page>
  );
}

/** What is not there, or not for this person: the API does not distinguish. */
export function NotFound() {
  return (
    <Notice tone="info" title={t("base:not_found")}>
      <ButtonLink href="/" look="secondary">
        {t("base:to_start")}
      </ButtonLink>
    </Notice>
  );
}
