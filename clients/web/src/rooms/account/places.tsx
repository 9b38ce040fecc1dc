import {
  BookDown,
  CalendarSync,
  KeyRound,
  type LucideIcon,
  Mail,
  MessageSquare,
  MonitorSmartphone,
  ShieldCheck,
} from "lucide-preact";
import type { ComponentChildren } from "preact";

import { isManager, type Profile } from "@/base/session/person";
import { mayKeepOffline } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { AdminRow } from "@/base/ui/AdminRow";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Badge } from "@/base/ui/Feedback";

import { PendingAddress } from "./pending-address";

/** What protects the account. */
export function Security({ person }: { person: Profile }) {
  const factor = person.User.two_factor;
  return (
    <Card title={t("account:security")}>
      <PendingAddress />
      <Rows>
        <Place href="/users/password" icon={KeyRound} title={t("account:password")} />
        <Place href="/users/email" icon={Mail} title={t("account:email")} detail={person.User.email} />
        <Place
          href="/users/second_factor"
          icon={ShieldCheck}
          title={t("account:second_factor")}
          detail={factor === "OFF" ? t("account:factor_off_short") : undefined}
          trail={factor === "OFF" ? undefined : <Badge tone="good">{t(FACTOR_NAMES[factor])}</Badge>}
        />
        <Place
          href="/users/logins"
          icon={MonitorSmartphone}
          title={t("account:logins")}
          detail={t("account:logins_detail")}
        />
      </Rows>
    </Card>
  );
}

/** Texts of this room by factor; a test finds those that are missing. */
const FACTOR_NAMES = { EMAIL: "account:factor_email", TOTP: "account:factor_totp" };

/** Where else things of the person are. */
export function OtherPlaces() {
  return (
    <Card title={t("account:more")}>
      <Rows>
        <Place href="/messages" icon={MessageSquare} title={t("account:messages")} />
        {mayKeepOffline.value && (
          <Place href="/trainings/lessons/kept" icon={BookDown} title={t("account:kept_lessons")} />
        )}
        <Place
          href="/trainings/trainings/calendar"
          icon={CalendarSync}
          title={t("account:calendar")}
          detail={t("account:calendar_detail")}
        />
        {isManager.value && <AdminRow />}
      </Rows>
    </Card>
  );
}

interface PlaceProps {
  href: string;
  icon: LucideIcon;
  title: string;
  detail?: string | undefined;
  trail?: ComponentChildren;
}

function Place({ icon: Icon, ...row }: PlaceProps) {
  return <Row {...row} lead={<Icon aria-hidden="true" size={22} />} />;
}
