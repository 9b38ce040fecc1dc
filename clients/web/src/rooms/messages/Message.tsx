import "@/base/learning/learning.css";
import "./messages.css";

import { ExternalLink } from "lucide-preact";
import { useEffect } from "preact/hooks";
import { useRoute } from "preact-iso";

import { api, type Schemas } from "@/base/api/client";
import { invalidate, type Reading, useReading } from "@/base/api/reading";
import { t } from "@/base/texts/translate";
import { Moment } from "@/base/time/Moment";
import { Card } from "@/base/ui/Card";
import { Page } from "@/base/ui/Page";

import { buildMessageLink } from "./links";

type View = Schemas["MessageViewOutput"];

/** One message. The server marks it as read when it is opened. */
export function Message() {
  const { id } = useRoute().params as { id: string };
  const message = useReading(`/messages/messages/view/${id}`, (via) =>
    api.GET("/messages/messages/view/{id}.json", { ...via, params: { path: { id } } }),
  );
  useUnreadCount(message);
  const row = message.data?.message;
  return (
    <Page
      title={row?.Message.subject ?? t("messages:one")}
      back="/messages"
      backLabel={t("messages:title")}
      readings={[message]}
    >
      {row && <Content row={row} />}
    </Page>
  );
}

/** Counts the unread messages anew once the server has been reached: now it counts this one as read. */
function useUnreadCount({ data, isLoading, copiedAt, error }: Reading<View>): void {
  const isOpened = data !== undefined && !isLoading && !copiedAt && error === undefined;
  useEffect(() => {
    // Not the message itself, which has the same prefix: that would be read again without end.
    if (isOpened) void invalidate("/messages/unread", "/messages?");
  }, [isOpened]);
}

function Content({ row: { Message, Sender } }: { row: View["message"] }) {
  return (
    <Card>
      <p class="message-head">
        {Sender && <span class="message-sender">{Sender.name}</span>}
        <Moment at={Message.created} />
      </p>
      {Message.body && <p class="prose">{Message.body}</p>}
      <MessageLink url={Message.url} />
    </Card>
  );
}

function MessageLink({ url }: { url: string }) {
  const link = buildMessageLink(url);
  if (!link) return null;
  if (!link.isElsewhere)
    return (
      <div class="buttons">
        <a class="button primary" href={link.href}>
          {t("messages:open")}
        </a>
      </div>
    );
  return (
    <div class="buttons">
      <a class="button secondary" href={link.href} target="_blank" rel="noopener noreferrer">
        <ExternalLink aria-hidden="true" size={18} />
        {t("messages:open_elsewhere", { host: new URL(link.href).host })}
      </a>
    </div>
  );
}
