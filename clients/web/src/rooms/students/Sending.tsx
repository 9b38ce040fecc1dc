import { useEffect, useMemo } from "preact/hooks";

import { isConnected } from "@/base/api/connection";
import { invalidate } from "@/base/api/reading";
import { discardEntries, enqueue, type OutboxEntry, onDelivery, watchTopic } from "@/base/store/outbox";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { ErrorNotice, Notice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import type { FlightToRecord } from "./record";

interface SendingFlight {
  record: (flight: FlightToRecord) => Promise<void>;
  isBusy: boolean;
  /** Whether a flight of this student waits for the connection. */
  isWaiting: boolean;
  refused: OutboxEntry | undefined;
  /** By the field of the refused flight. */
  errors: Record<string, string>;
  discard: () => void;
  error: unknown;
}

/** Sends flights of one enrollment through the outbox; `onRecorded` is called when the server has one. */
export function useSending(enrollment: string, onRecorded: () => void): SendingFlight {
  const topic = `mission:${enrollment}`;
  const entries = useMemo(() => watchTopic(topic), [topic]).value;
  const refused = entries.find(({ state }) => state === "refused");
  useEffect(
    () =>
      onDelivery((entry) => {
        if (entry.topic !== topic) return;
        showToast(t("students:recorded"));
        void invalidate("/trainings");
        onRecorded();
      }),
    [topic],
  );
  const record = useAction(async (flight: FlightToRecord) => {
    await discardEntries(entries.filter(({ state }) => state === "refused")); // this one is in its place
    await enqueue({ topic, path: "/trainings/missions/record.json", body: flight });
  });
  return {
    record: record.run,
    isBusy: record.isBusy,
    isWaiting: entries.some(({ state }) => state === "waiting"),
    refused,
    errors: Object.fromEntries(
      Object.entries(refused?.errors ?? {}).map(([field, texts]) => [field, texts[0] ?? ""]),
    ),
    discard: () => void discardEntries(refused ? [refused] : []),
    error: record.error,
  };
}

/** How the flight stands: being sent, waiting for the connection, or refused with the server's words. */
export function Sending({ sending: { isWaiting, refused, discard, error } }: { sending: SendingFlight }) {
  if (error !== undefined) return <ErrorNotice error={error} />;
  if (refused) {
    return (
      <Notice tone="bad" title={refused.message ?? t("base:unexpected")}>
        <Button look="secondary" onClick={discard}>
          {t("students:discard")}
        </Button>
      </Notice>
    );
  }
  if (!isWaiting) return null;
  return <Notice tone="info" title={isConnected.value ? t("students:sending") : t("students:waits")} />;
}
