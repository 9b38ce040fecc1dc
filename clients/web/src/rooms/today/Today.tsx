import { useEffect, useState } from "preact/hooks";

import { hasUnsent } from "@/base/classes/draft";
import { drafts, loadDrafts } from "@/base/classes/drafts";
import { useWindows } from "@/base/classes/reads";
import { isManager, profile, schoolZone } from "@/base/session/person";
import { mayKeepOffline } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { formatWeekday } from "@/base/time/formats";
import { getDay } from "@/base/time/zones";
import { AdminRow } from "@/base/ui/AdminRow";
import { ButtonLink } from "@/base/ui/Button";
import { Card, Rows } from "@/base/ui/Card";
import { Empty, ErrorNotice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

import { ClassRow } from "./ClassRow";
import { type Groups, groupClasses, type TaughtClass } from "./groups";
import { KeepToday } from "./KeepToday";
import { useToday } from "./reading";
import { LateRow, SignRow } from "./SignRow";
import { UnsentClasses } from "./UnsentClasses";

/** The first screen of instructors: what to hold, to record and to sign. */
export function Today() {
  const now = useMinute();
  const today = useToday(now);
  const { class_closes_after } = useWindows();
  useEffect(() => void loadDrafts(), []);
  const groups = groupClasses(today.data?.classes ?? [], now, schoolZone.value, class_closes_after);
  const hasUnsentMarks = Object.values(drafts.value).some(hasUnsent);
  return (
    <Page
      title={t("today:greeting", { name: profile.value?.UserDetail.name })}
      // Marks on this device are shown whatever else can be read.
      readings={hasUnsentMarks && !today.data ? [] : [today]}
      actions={today.data?.isStudent && <MyTrainings />}
    >
      <div class="today-room">
        <p class="today-date">{formatWeekday(getDay(now, schoolZone.value))}</p>
        <UnsentClasses />
        {today.data ? (
          <>
            <Late groups={groups} closesAfter={class_closes_after} />
            <ToHold groups={groups} now={now} />
            <ToSign groups={groups} closesAfter={class_closes_after} />
            <Next groups={groups} />
          </>
        ) : (
          today.error !== undefined && <ErrorNotice error={today.error} retry={today.reload} />
        )}
        {isManager.value && <Managing />}
      </div>
    </Page>
  );
}

/** Managers see their own classes here; the school as a whole is in the admin. */
function Managing() {
  return (
    <Card>
      <Rows>
        <AdminRow />
      </Rows>
    </Card>
  );
}

function MyTrainings() {
  return (
    <ButtonLink href="/trainings" look="secondary">
      {t("today:my_trainings")}
    </ButtonLink>
  );
}

function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Late({ groups, closesAfter }: { groups: Groups; closesAfter: number }) {
  if (groups.late.length === 0) return null;
  return (
    <div class="late">
      <Card title={t("today:late")}>
        <Rows>
          {groups.late.map((one) => (
            <LateRow key={one.id} taught={one} closesAfter={closesAfter} />
          ))}
        </Rows>
      </Card>
    </div>
  );
}

function ToHold({ groups, now }: { groups: Groups; now: Date }) {
  const classes: TaughtClass[] = [...groups.toHold, ...groups.done];
  const toKeep = groups.toHold.filter(({ isSigned }) => !isSigned);
  return (
    <Card
      title={t("today:to_hold")}
      actions={mayKeepOffline.value && toKeep.length > 0 && <KeepToday classes={toKeep} />}
    >
      {classes.length === 0 ? (
        <Empty>{t("today:nothing_today")}</Empty>
      ) : (
        <Rows>
          {classes.map((one) => (
            <ClassRow key={one.id} taught={one} isNow={one.start <= now && now < one.end} />
          ))}
        </Rows>
      )}
    </Card>
  );
}

function ToSign({ groups, closesAfter }: { groups: Groups; closesAfter: number }) {
  if (groups.toSign.length === 0 && groups.late.length > 0) return null;
  return (
    <Card title={t("today:to_sign")}>
      {groups.toSign.length === 0 ? (
        <Empty>{t("today:nothing_to_sign")}</Empty>
      ) : (
        <Rows>
          {groups.toSign.map((one) => (
            <SignRow key={one.id} taught={one} closesAfter={closesAfter} />
          ))}
        </Rows>
      )}
    </Card>
  );
}

function Next({ groups }: { groups: Groups }) {
  return (
    <Card title={t("today:next_days")}>
      {groups.next.length === 0 && <Empty>{t("today:nothing_next")}</Empty>}
      {groups.next.map(([day, classes]) => (
        <section key={day} class="next-day">
          <h3>{formatWeekday(day)}</h3>
          <Rows>
            {classes.map((one) => (
              <ClassRow key={one.id} taught={one} isNow={false} />
            ))}
          </Rows>
        </section>
      ))}
    </Card>
  );
}
