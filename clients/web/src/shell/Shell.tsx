import { Bell, CloudOff } from "lucide-preact";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

import { api } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { useReading } from "@/base/api/reading";
import { profile, school } from "@/base/session/person";
import { heldClasses } from "@/base/store/held";
import { outbox } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { ErrorNotice, Skeleton } from "@/base/ui/Feedback";
import { Page } from "@/base/ui/Page";
import { toast } from "@/base/ui/toasts";

import { LateAnswers } from "./LateAnswers";
import { Navigation } from "./Navigation";
import { UpdateNotice } from "./UpdateNotice";
import { usePersonInSignals } from "./usePersonInSignals";
import { useSending } from "./useSending";

/** What surrounds every screen: header, navigation, connection. Waits for the person's data, which screens rely on. */
export function Shell({ children }: { children: ComponentChildren }) {
  const person = usePersonInSignals();
  useSending();
  return (
    <div class="shell">
      <a class="skip" href="#main">
        {t("shell:skip")}
      </a>
      <Header />
      <Navigation />
      <main id="main">
        <Connection />
        <LateAnswers />
        <UpdateNotice />
        {person.isKnown ? (
          children
        ) : person.error ? (
          <Page title={t("base:unavailable")}>
            <ErrorNotice error={person.error} retry={person.reload} />
          </Page>
        ) : (
          <Skeleton />
        )}
      </main>
      <div class="toast" role="status">
        {toast.value}
      </div>
    </div>
  );
}

function Header() {
  const messages = useReading("/messages/unread", (via) => api.GET("/messages/messages/unread.json", via));
  const count = messages.data?.messages.length ?? 0;
  return (
    <header class="bar">
      <a class="brand" href="/app/">
        <Logo />
        <span>{profile.value?.Company.name ?? "Downwind"}</span>
      </a>
      <a class="bell" href="/app/messages" aria-label={t("shell:messages", { count })}>
        <Bell aria-hidden="true" size={22} />
        {count > 0 && <span class="count">{count}</span>}
      </a>
    </header>
  );
}

/** The school's logo, if there is one and it can be loaded. */
function Logo() {
  const url = school.value?.logo;
  const [brokenUrl, setBrokenUrl] = useState<string>();
  if (!url || url === brokenUrl) return null;
  return <img class="logo" src={url} alt="" height={32} onError={() => setBrokenUrl(url)} />;
}

/** Says that there is no connection, and how much waits for it. */
function Connection() {
  const waiting = outbox.value.filter((entry) => entry.state === "waiting").length + heldClasses.value;
  return (
    <div class="connection" role="status">
      {!isConnected.value && (
        <p>
          <CloudOff aria-hidden="true" size={18} />
          {t("shell:offline")} {waiting > 0 && t("shell:waiting", { count: waiting })}
        </p>
      )}
    </div>
  );
}
