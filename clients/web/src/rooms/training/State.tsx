import { CircleCheck, CircleDashed, CircleX, ClipboardCheck, Lock, type LucideIcon } from "lucide-preact";

import { t } from "@/base/texts/translate";

export type Shown = "done" | "open" | "passed" | "ready" | "used_up" | "locked";

const ICONS: Record<Shown, [LucideIcon, string]> = {
  done: [CircleCheck, "done"],
  open: [CircleDashed, ""],
  passed: [CircleCheck, "done"],
  ready: [ClipboardCheck, "now"],
  used_up: [CircleX, "failed"],
  locked: [Lock, ""],
};

/** How it stands with a lesson or an exam, as an icon; `nameState` is its text. */
export function State({ state }: { state: Shown }) {
  const [Icon, look] = ICONS[state];
  return <Icon role="img" aria-label={nameState(state)} size={22} class={`state ${look}`} />;
}

export function nameState(state: Shown): string {
  const names: Record<Shown, string> = {
    done: t("training:done"),
    open: t("training:open"),
    passed: t("training:passed"),
    ready: t("training:ready"),
    used_up: t("training:used_up"),
    locked: t("training:locked"),
  };
  return names[state];
}
