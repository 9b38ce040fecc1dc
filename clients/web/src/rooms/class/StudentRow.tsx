import { ChevronDown, ClipboardList } from "lucide-preact";
import { useState } from "preact/hooks";

import { type Draft, formatName } from "@/base/classes/draft";
import { getValue } from "@/base/classes/marks";
import { isInCharge } from "@/base/classes/rules";
import type { ClassView, RosterRow } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Photo } from "@/base/ui/Photo";

import { Details } from "./Details";
import { AttemptLine } from "./exam/Attempts";
import { summarise } from "./marks/labels";
import { ExamResult, Presence } from "./Presence";
import { getShown, getViewer } from "./recording";
import { SavingBadge } from "./SavingBadge";

interface Props {
  view: ClassView;
  row: RosterRow;
  draft: Draft | undefined;
  canRecord: boolean;
}

/** One student: present or absent in one tap, the rest one tap further. */
export function StudentRow({ view, row, draft, canRecord }: Props) {
  const [isOpen, setOpen] = useState(false);
  const { UserDetail: person, id } = row.User;
  const shown = getShown(row, draft);
  const isExam = view.class.TrainingSubjectExam !== null;
  const classId = view.class.LessonClass.id;
  return (
    <li class="student" data-user={id}>
      <Photo name={person.name} surname={person.surname} photo={person.photo} size={48} />
      <div class="student-name">
        <strong>{formatName(person)}</strong>
        <small>{summarise(shown, isExam)}</small>
        <AttemptLine view={view} user={id} />
      </div>
      {canRecord && <Presence view={view} row={row} draft={draft} />}
      <SavingBadge user={id} classId={classId} />
      {canRecord && isExam && getValue(shown, "value") !== false && (
        <ExamResult view={view} row={row} draft={draft} />
      )}
      <div class="student-more">
        <button type="button" class="more" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown aria-hidden="true" size={18} />
          {t("class:details")}
          <span class="visually-hidden"> {formatName(person)}</span>
        </button>
        {isInCharge(view, getViewer()) && <EvaluationLink classId={classId} row={row} />}
      </div>
      {isOpen && <Details view={view} row={row} draft={draft} canRecord={canRecord} />}
    </li>
  );
}

/** Ratings are for those in charge and the student concerned. */
function EvaluationLink({ classId, row }: { classId: string; row: RosterRow }) {
  return (
    <a class="more" href={`/app/trainings/onsite/class/${classId}/evaluate/${row.User.id}`}>
      <ClipboardList aria-hidden="true" size={18} />
      {t("class:evaluation")}
      <span class="visually-hidden"> {formatName(row.User.UserDetail)}</span>
    </a>
  );
}
