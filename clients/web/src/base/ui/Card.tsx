import { ChevronRight } from "lucide-preact";
import type { ComponentChildren } from "preact";

/** A box with a heading. */
export function Card({
  title,
  actions,
  children,
}: {
  title?: string;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="card">
      {title !== undefined && (
        <header class="card-head">
          <h2>{title}</h2>
          {actions}
        </header>
      )}
      {children}
    </section>
  );
}

/** A list of rows; each child is a `Row`. */
export function Rows({ children }: { children: ComponentChildren }) {
  return <ul class="rows">{children}</ul>;
}

interface RowProps {
  title: ComponentChildren;
  /** Below the title, smaller. */
  detail?: ComponentChildren;
  /** Before the title: an icon or a photo. */
  lead?: ComponentChildren;
  /** At the end, or below the title where the row is narrow: a badge or a button. */
  trail?: ComponentChildren;
  /** A path of the app without `/app`: the whole row leads there. */
  href?: string | undefined;
}

/** One row of a list. */
export function Row({ title, detail, lead, trail, href }: RowProps) {
  const content = (
    <>
      {lead && <span class="row-lead">{lead}</span>}
      <span class="row-body">
        <span class="row-text">
          <span class="row-title">{title}</span>
          {detail && <span class="row-detail">{detail}</span>}
        </span>
        {trail && <span class="row-trail">{trail}</span>}
      </span>
    </>
  );
  if (href === undefined) return <li class="row">{content}</li>;
  return (
    <li>
      <a class="row" href={`/app${href}`}>
        {content}
        <ChevronRight aria-hidden="true" size={20} class="row-arrow" />
      </a>
    </li>
  );
}
