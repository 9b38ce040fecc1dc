import { Clock, GraduationCap, MapPin, UserRound, Video } from "lucide-preact";
import type { ComponentChildren } from "preact";

import { formatName } from "@/base/classes/draft";
import { getTimes, isSigned, type Windows } from "@/base/classes/rules";
import type { ClassView } from "@/base/classes/state";
import { t } from "@/base/texts/translate";
import { Badge } from "@/base/ui/Feedback";

import { Times } from "./Times";

interface Props {
  view: ClassView;
  windows: Windows;
  now: Date;
}

/** When, where, what and by whom, and where the class stands. */
export function Facts({ view, windows, now }: Props) {
  const { LessonClass: lesson, Location: location, Training: training, Teacher: teacher } = view.class;
  return (
    <section class="card class-facts">
      <StateBadge view={view} windows={windows} now={now} />
      <ul>
        <Fact icon={<Clock aria-hidden="true" size={18} />}>
          <Times lesson={lesson} windows={windows} />
        </Fact>
        {location && (
          <Fact icon={<MapPin aria-hidden="true" size={18} />}>
            {location.name} {location.address && <small>{location.address}</small>}
          </Fact>
        )}
        {lesson.meeting_url && (
          <Fact icon={<Video aria-hidden="true" size={18} />}>
            <a class="meeting-link" href={lesson.meeting_url} target="_blank" rel="noopener noreferrer">
              {t("class:join_meeting")}
            </a>
          </Fact>
        )}
        <Fact icon={<GraduationCap aria-hidden="true" size={18} />}>
          {training.name}{" "}
          {view.class.TrainingSubjectExam && <Badge tone="warning">{t("class:exam_class")}</Badge>}
        </Fact>
        <Fact icon={<UserRound aria-hidden="true" size={18} />}>{formatName(teacher.UserDetail)}</Fact>
      </ul>
      {lesson.remarks && <p class="class-remarks">{lesson.remarks}</p>}
    </section>
  );
}

function Fact({ icon, children }: { icon: ComponentChildren; children: ComponentChildren }) {
  return (
    <li>
      {icon}
      <span>{children}</span>
    </li>
  );
}

function StateBadge({ view, windows, now }: Props) {
  const { start, end } = getTimes(view.class.LessonClass, windows);
  if (isSigned(view)) return <Badge tone="good">{t("class:state_signed")}</Badge>;
  if (now < start) return <Badge>{t("class:state_planned")}</Badge>;
  if (now < end) return <Badge tone="good">{t("class:state_now")}</Badge>;
  return <Badge tone="warning">{t("class:state_to_sign")}</Badge>;
}
