import type { ClassView } from "@/base/classes/state";
import { examPath } from "@/base/learning/paths";
import { t } from "@/base/texts/translate";
import { ButtonLink } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";

import { getViewer } from "../recording";
import { AttemptLine } from "./Attempts";
import { isScheduled } from "./states";

/** What a student of a class finds there if its exam is taken in the app. */
export function OwnExam({ view }: { view: ClassView }) {
  const { userId } = getViewer();
  const exam = view.class.TrainingSubjectExam;
  const row = view.attendances.find(({ User }) => User.id === userId);
  if (!exam || !row || !isScheduled(view)) return null;
  return (
    <Card title={exam.name}>
      <AttemptLine view={view} user={userId} isFull />
      <p>{t("class:exam_in_app", { count: exam.access_window_days })}</p>
      <div class="buttons">
        <ButtonLink href={examPath(row.TrainingSubjectAttendance.enrollment_id, exam.id)}>
          {t("class:to_exam")}
        </ButtonLink>
      </div>
    </Card>
  );
}
