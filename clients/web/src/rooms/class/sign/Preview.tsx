import { formatName } from "@/base/classes/draft";
import { getValue } from "@/base/classes/marks";
import type { Windows } from "@/base/classes/rules";
import type { RosterRow } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Card } from "@/base/ui/Card";
import { Badge, Notice } from "@/base/ui/Feedback";
import { Photo } from "@/base/ui/Photo";
import { RatingList } from "../evaluation/RatingList";
import { AttemptLine, SittingNotice } from "../exam/Attempts";
import { isScheduled } from "../exam/states";
import { nameField, summarise } from "../marks/labels";
import { Times } from "../Times";
import type { Content } from "./preparing";

/** Exactly what a signature covers: the class, each student, all evaluations. */
export function Preview({ content, windows }: { content: Content; windows: Windows }) {
  const rows = content.view.attendances;
  const open = rows.filter((row) => getValue(content.recorded[row.User.id], "value") === null);
  return (
    <>
      <SignedClass content={content} windows={windows} />
      <SittingNotice view={content.view} />
      {open.length > 0 && (
        <Notice tone="warning" title={t("class:open_as_absent", { count: open.length })}>
          <p>{open.map((row) => formatName(row.User.UserDetail)).join(", ")}</p>
        </Notice>
      )}
      <Card title={t("class:roster", { count: rows.length })}>
        <ul class="roster">
          {rows.map((row) => (
            <SignedStudent key={row.User.id} content={content} row={row} />
          ))}
        </ul>
      </Card>
    </>
  );
}

function SignedClass({ content, windows }: { content: Content; windows: Windows }) {
  const { LessonClass: lesson, TrainingSubject: subject, Training, Location, Teacher } = content.view.class;
  const item = content.view.class.TrainingSubjectLesson ?? content.view.class.TrainingSubjectExam;
  return (
    <Card title={item?.name ?? subject.name}>
      <dl class="facts">
        <dt>{t("class:fact_subject")}</dt>
        <dd>{`${subject.code} ${subject.name} · ${Training.name}`}</dd>
        <dt>{t("class:fact_time")}</dt>
        <dd>
          <Times lesson={lesson} windows={windows} />
        </dd>
        {Location && (
          <>
            <dt>{t("class:fact_place")}</dt>
            <dd>{Location.name}</dd>
          </>
        )}
        <dt>{t("class:fact_teacher")}</dt>
        <dd>{formatName(Teacher.UserDetail)}</dd>
        {lesson.remarks && (
          <>
            <dt>{t("class:remarks")}</dt>
            <dd>{lesson.remarks}</dd>
          </>
        )}
      </dl>
    </Card>
  );
}

function SignedStudent({ content, row }: { content: Content; row: RosterRow }) {
  const { UserDetail: person, id } = row.User;
  const values = content.recorded[id] ?? {};
  const presence = getValue(values, "value");
  const isExam = content.view.class.TrainingSubjectExam !== null;
  return (
    <li class="student signed-student">
      <Photo name={person.name} surname={person.surname} photo={person.photo} />
      <div class="student-name">
        <strong>{formatName(person)}</strong>
        {presence === null ? (
          <Badge tone="warning">{t("class:becomes_absent")}</Badge>
        ) : (
          <small>{summarise(values, isExam)}</small>
        )}
        {isExam &&
          !isScheduled(content.view) &&
          presence === true &&
          getValue(values, "exam_value") === null && (
            <small class="caution">{t("class:counts_as_passed")}</small>
          )}
      </div>
      <div class="signed-words">
        {["remarks", "measures"].map((field) => (
          <Words key={field} name={nameField(field)} text={String(getValue(values, field))} />
        ))}
        <AttemptLine view={content.view} user={id} />
        <RatingList view={content.view} values={values} />
      </div>
    </li>
  );
}

function Words({ name, text }: { name: string; text: string }) {
  if (text === "") return null;
  return (
    <p>
      <small>{`${name}: `}</small>
      {text}
    </p>
  );
}
