import { PenLine } from "lucide-preact";

import { getValue } from "@/base/classes/marks";
import { findSigningObstacle, getTimes, isSigned } from "@/base/classes/rules";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";

import { describeObstacle } from "../Obstacle";
import { countUnsent, getShown, getViewer, type useRecording } from "../recording";

/** The way to the signature, with what is still open; or why the person cannot sign. */
export function SignBar({ recording }: { recording: ReturnType<typeof useRecording> }) {
  const { view, windows, now, draft, obstacle } = recording;
  if (!view || isSigned(view)) return null;
  const kept = findSigningObstacle(view, getViewer(), windows, now);
  const { opens, closes } = getTimes(view.class.LessonClass, windows);
  if (kept === "too_early") return null; // the screen says so above
  if (kept) return obstacle ? null : <p class="why-not">{describeObstacle(kept, opens, closes)}</p>;
  const open = view.attendances.filter((row) => getValue(getShown(row, draft), "value") === null).length;
  const unsent = countUnsent(draft);
  return (
    <div class="sign-bar">
      <small>
        {open > 0 && t("class:open_students", { count: open })}{" "}
        {unsent > 0 && t("class:unsent_marks", { count: unsent })}
      </small>
      <ButtonLink href={`/trainings/onsite/class/${view.class.LessonClass.id}/sign`} wide>
        <PenLine aria-hidden="true" size={18} />
        {t("class:sign")}
      </ButtonLink>
    </div>
  );
}
