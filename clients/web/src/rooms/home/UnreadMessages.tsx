import { Mail } from "lucide-preact";

import type { Schemas } from "@/base/api/client";
import { t } from "@/base/texts/translate";
import { parseMoment } from "@/base/time/moments";
import { formatAge } from "@/base/time/near";
import { ButtonLink } from "@/base/ui/Button";
import { Card, Row, Rows } from "@/base/ui/Card";

type Unread = Schemas["UnreadMessages"]["messages"][number];
const SHOWN = 3;

/** The latest messages that were not read yet; the bell leads to all of them. */
export function UnreadMessages({ messages }: { messages: Unread[] }) {
  return (
    <Card title={t("home:messages")} actions={<AllMessages />}>
      <Rows>
        {messages.slice(0, SHOWN).map(({ Message, Sender }) => (
          <Row
            key={Message.id}
            href={`/messages/messages/view/${Message.id}`}
            lead={<Mail aria-hidden="true" size={20} />}
            title={Message.subject}
            detail={[Sender?.name, formatAge(parseMoment(Message.created))].filter(Boolean).join(" · ")}
          />
        ))}
      </Rows>
    </Card>
  );
}

function AllMessages() {
  return (
    <ButtonLink href="/messages" look="quiet">
      {t("home:all_messages")}
    </ButtonLink>
  );
}
