import "@/base/learning/learning.css";
import "./messages.css";

import { Mail, MailOpen } from "lucide-preact";
import { useState } from "preact/hooks";

import { api, type Schemas } from "@/base/api/client";
import { useReading } from "@/base/api/reading";
import { Pager } from "@/base/learning/Pager";
import { t } from "@/base/texts/translate";
import { parseMoment } from "@/base/time/moments";
import { formatAge } from "@/base/time/near";
import { Card, Row, Rows } from "@/base/ui/Card";
import { Empty } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";

type MessageRow = Schemas["Messages"]["messages"][number];

/** All messages to the person, newest first. */
export function Messages() {
  const [page, setPage] = useState(1);
  const messages = useReading(`/messages?page=${page}`, (via) =>
    api.GET("/messages.json", { ...via, params: { query: { page } } }),
  );
  const rows = messages.data?.messages ?? [];
  return (
    <Page title={t("messages:title")} readings={[messages]}>
      {rows.length === 0 ? <Empty>{t("messages:none")}</Empty> : <MessageList rows={rows} />}
      {messages.data && <Pager paginate={messages.data.paginate} onPage={setPage} />}
    </Page>
  );
}

function MessageList({ rows }: { rows: MessageRow[] }) {
  return (
    <Card>
      <Rows>
        {rows.map((row) => (
          <OneMessage key={row.Message.id} row={row} />
        ))}
      </Rows>
    </Card>
  );
}

function OneMessage({ row: { Message, Sender } }: { row: MessageRow }) {
  const Icon = Message.read ? MailOpen : Mail;
  return (
    <Row
      href={`/messages/messages/view/${Message.id}`}
      lead={<Icon aria-hidden="true" size={20} class={Message.read ? "" : "unread"} />}
      title={
        Message.read ? <span class="read">{Message.subject}</span> : <UnreadTitle text={Message.subject} />
      }
      detail={[Sender?.name, formatAge(parseMoment(Message.created))].filter(Boolean).join(" · ")}
    />
  );
}

function UnreadTitle({ text }: { text: string }) {
  return (
    <span class="unread-title">
      <span class="visually-hidden">{t("messages:unread")}</span> {text}
    </span>
  );
}
