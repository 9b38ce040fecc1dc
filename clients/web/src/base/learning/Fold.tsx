import { ChevronRight } from "lucide-preact";
import type { ComponentChildren } from "preact";

interface Props {
  title: ComponentChildren;
  /** At the end of the line that is always visible. */
  trail?: ComponentChildren;
  isOpen?: boolean;
  children: ComponentChildren;
}

/** A card of which only the title is visible until it is opened. `isOpen`: at first. */
export function Fold({ title, trail, isOpen = false, children }: Props) {
  return (
    <details class="card fold" open={isOpen}>
      <summary>
        <ChevronRight aria-hidden="true" size={20} class="fold-arrow" />
        <span class="fold-title">{title}</span>
        {trail}
      </summary>
      {children}
    </details>
  );
}
