import { CircleCheck, CircleX, CloudOff, LoaderCircle, TriangleAlert } from "lucide-preact";

import type { Paper } from "@/base/exam/paper";
import { getOption } from "@/base/exam/rules";
import { discardEntries, type OutboxEntry, releaseEntry } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { Button, join } from "@/base/ui/Button";
import { Notice } from "@/base/ui/Feedback";

import type { Sitting } from "../sitting/sitting";
import type { SavingState, Standing } from "../sitting/standing";
import { getLetter } from "./letters";

type Detail = Paper["ExamAttemptDetail"][number];

const LINES = {
  none: undefined,
  saved: { icon: CircleCheck, text: "exam:state_saved", tone: "good" },
  saving: { icon: LoaderCircle, text: "exam:state_saving", tone: "" },
  waits: { icon: CloudOff, text: "exam:state_waits", tone: "warning" },
  unstored: { icon: TriangleAlert, text: "exam:state_unstored", tone: "bad" },
  refused: { icon: CircleX, text: "exam:state_refused", tone: "bad" },
  held: { icon: TriangleAlert, text: "exam:state_held", tone: "warning" },
} satisfies Record<SavingState, { icon: typeof CircleX; text: string; tone: string } | undefined>;

interface Props {
  standing: Standing;
  detail: Detail;
  sitting: Sitting;
}

/** Whether the choice of this question is saved; and what the person has to know or decide where it is not. */
export function SavingLine({ standing, detail, sitting }: Props) {
  const { state, entry } = standing;
  const line = LINES[state];
  const Icon = line?.icon;
  return (
    <>
      <p class={join("exam-state", line?.tone)}>
        {line && Icon && (
          <>
            <Icon aria-hidden="true" size={18} class={state === "saving" ? "exam-turning" : ""} />
            {t(line.text)}
          </>
        )}
      </p>
      {state === "refused" && entry && <Refused entry={entry} />}
      {state === "held" && entry && (
        <Held entry={{ ...entry, found: standing.saved }} detail={detail} sitting={sitting} />
      )}
    </>
  );
}

function Refused({ entry }: { entry: OutboxEntry }) {
  const words = [entry.message, ...Object.values(entry.errors ?? {}).flat()];
  return (
    <Notice tone="bad" title={words.filter(Boolean).join(" ")}>
      <Button look="secondary" onClick={() => void discardEntries([entry])}>
        {t("exam:understood")}
      </Button>
    </Notice>
  );
}

/** Another device has saved another answer since (`found`, as of now): the person says which of the two counts. */
function Held({ entry, detail, sitting }: { entry: OutboxEntry; detail: Detail; sitting: Sitting }) {
  const mine = describeOption(detail, getOption(entry));
  const other = describeOption(detail, entry.found as string | null);
  const takeOther = () => void discardEntries([entry]).then(() => sitting.look());
  return (
    <Notice tone="warning" title={t("exam:held_title")}>
      <p>{t("exam:held_text", { mine, other })}</p>
      <div class="buttons">
        <Button look="secondary" onClick={() => void releaseEntry(entry)}>
          {t("exam:keep_mine", { option: mine })}
        </Button>
        <Button look="secondary" onClick={takeOther}>
          {t("exam:take_other", { option: other })}
        </Button>
      </div>
    </Notice>
  );
}

/** The letter of an option. */
function describeOption(detail: Detail, id: string | null): string {
  const index = detail.TrainingQuestionOption.findIndex((option) => option.id === id);
  return index >= 0 ? getLetter(index) : "–";
}
