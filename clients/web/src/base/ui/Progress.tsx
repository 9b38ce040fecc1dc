import { t } from "@/base/texts/translate";

interface Counted {
  completed: number;
  total: number;
}

/** A bar with "3 of 12". `label` says of what. */
export function ProgressBar({ label, completed, total }: Counted & { label: string }) {
  return (
    <div class="progress">
      <div class="progress-text">
        <span>{label}</span>
        <span>{t("base:of", { completed, total })}</span>
      </div>
      <progress max={Math.max(total, 1)} value={completed} aria-label={label} />
    </div>
  );
}
