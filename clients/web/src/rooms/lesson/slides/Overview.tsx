import { t } from "@/base/texts/translate";
import { Button, join } from "@/base/ui/Button";
import { Dialog } from "@/base/ui/Dialog";

import type { SlideName } from "./SlideShow";

interface TitlesProps {
  slides: SlideName[];
  position: number;
  onPosition: (position: number) => void;
}

interface Props extends TitlesProps {
  onClose: () => void;
}

/** The titles of all slides, to go to one of them. */
export function Overview({ slides, position, onPosition, onClose }: Props) {
  const go = (index: number) => {
    onClose();
    onPosition(index);
  };
  return (
    <Dialog title={t("lesson:overview")} onClose={onClose}>
      <Titles {...{ slides, position }} onPosition={go} />
      <div class="dialog-buttons">
        <Button look="secondary" onClick={onClose}>
          {t("base:close")}
        </Button>
      </div>
    </Dialog>
  );
}

/** The titles as buttons; the one that is shown is marked. */
export function Titles({ slides, position, onPosition }: TitlesProps) {
  return (
    <ol class="titles">
      {slides.map(({ id, title }, index) => (
        <li key={id}>
          <button
            type="button"
            class={join("slide-name", index === position && "current")}
            aria-current={index === position ? "step" : undefined}
            onClick={() => onPosition(index)}
          >
            <span class="slide-number">{index + 1}</span>
            {title}
          </button>
        </li>
      ))}
    </ol>
  );
}
