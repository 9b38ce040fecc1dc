import { MonitorSmartphone, Settings } from "lucide-preact";
import { useState } from "preact/hooks";

import { api, type Schemas, unwrap } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { formatDistance } from "@/base/time/formats";
import { Moment } from "@/base/time/Moment";
import { parseMoment } from "@/base/time/moments";
import { Button } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";
import { ConfirmDialog } from "@/base/ui/Dialog";
import { Badge, ErrorNotice } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import "./account.css";

type OpenSession = Schemas["SessionRowOutput"]["UserSession"];
type Login = Schemas["LoginRowOutput"]["UserLogin"];

/** Where the person is logged in, and the last logins: what they do not know, they can close. */
export function Logins() {
  const reading = useReading("/users/logins", (via) => api.GET("/users/logins.json", via));
  const sessions = reading.data?.sessions.map((row) => row.UserSession) ?? [];
  return (
    <Page title={t("account:logins")} back="/users/view" backLabel={t("account:title")} readings={[reading]}>
      <Sessions sessions={sessions} current={reading.data?.currentSession} onChange={reading.reload} />
      <LastLogins logins={reading.data?.logins.map((row) => row.UserLogin) ?? []} />
    </Page>
  );
}

interface SessionsProps {
  sessions: OpenSession[];
  current: string | null | undefined;
  onChange: () => Promise<void>;
}

function Sessions({ sessions, current, onChange }: SessionsProps) {
  const others = sessions.filter(({ id }) => id !== current);
  const [isAsking, setAsking] = useState(false);
  const closing = useAction(async (closed: OpenSession[]) => {
    try {
      for (const { id } of closed) await closeSession(id);
    } finally {
      setAsking(false);
      await onChange();
    }
    showToast(t("account:session_closed", { count: closed.length }));
  });
  return (
    <Card
      title={t("account:sessions")}
      actions={
        others.length > 1 && (
          <Button look="secondary" onClick={() => setAsking(true)}>
            {t("account:close_others")}
          </Button>
        )
      }
    >
      {closing.error !== undefined && <ErrorNotice error={closing.error} />}
      <div class="account-sessions">
        <Rows>
          {[...sessions.filter(({ id }) => id === current), ...others].map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isCurrent={session.id === current}
              isBusy={closing.isBusy}
              onClose={() => void closing.run([session])}
            />
          ))}
        </Rows>
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t("account:close_others")}
          confirmLabel={t("account:close_sessions")}
          isDangerous
          isBusy={closing.isBusy}
          onClose={() => setAsking(false)}
          onConfirm={() => void closing.run(others)}
        >
          <p>{t("account:close_others_explained", { count: others.length })}</p>
        </ConfirmDialog>
      )}
    </Card>
  );
}

async function closeSession(id: string): Promise<void> {
  await unwrap(api.POST("/users/closesession/{session_id}.json", { params: { path: { session_id: id } } }));
}

interface SessionProps {
  session: OpenSession;
  isCurrent: boolean;
  isBusy: boolean;
  onClose: () => void;
}

function SessionRow({ session, isCurrent, isBusy, onClose }: SessionProps) {
  const Icon = session.api ? MonitorSmartphone : Settings;
  const used = t("account:last_used", { when: formatDistance(parseMoment(session.modified)) });
  return (
    <Row
      lead={<Icon aria-hidden="true" size={22} />}
      title={
        <>
          {session.device} {isCurrent && <Badge tone="good">{t("account:this_device")}</Badge>}
        </>
      }
      detail={joinFacts(session.api ? t("account:in_app") : t("account:in_admin"), used, session.ip)}
      trail={
        !isCurrent && (
          <Button
            look="quiet"
            disabled={isBusy}
            aria-label={t("account:close_session_of", { device: session.device })}
            onClick={onClose}
          >
            {t("account:close_session")}
          </Button>
        )
      }
    />
  );
}

const SHOWN_AT_FIRST = 5;

function LastLogins({ logins }: { logins: Login[] }) {
  const [areAllShown, showAll] = useState(false);
  const shown = areAllShown ? logins : logins.slice(0, SHOWN_AT_FIRST);
  return (
    <Card title={t("account:last_logins")}>
      <Rows>
        {shown.map((login) => (
          <Row
            key={login.id}
            title={<Moment at={login.modified} />}
            detail={joinFacts(login.browser, login.provider, login.ip)}
          />
        ))}
      </Rows>
      {shown.length < logins.length && (
        <Button look="quiet" onClick={() => showAll(true)}>
          {t("account:all_logins", { count: logins.length })}
        </Button>
      )}
    </Card>
  );
}

function joinFacts(...facts: (string | null)[]): string {
  return facts.filter(Boolean).join(" · ");
}
