import { useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { isConnected } from "@/base/api/connection";
import { ApiError } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { trainingPath } from "@/base/learning/paths";
import { PasswordField } from "@/base/session/PasswordField";
import { t } from "@/base/texts/translate";
import { formatDay, formatDistance, formatDuration } from "@/base/time/formats";
import { Button } from "@/base/ui/Button";
import { Card } from "@/base/ui/Card";
import { describeError, ErrorNotice, Notice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import type { FlightView } from "./signing";

/** Says what is signed, and takes the password. A signature needs the server: it is never kept to be sent later. */
export function SignDebriefing({ flight }: { flight: FlightView }) {
  return (
    <Card title={t("flights:sign_title")}>
      <p class="prose">{describeContent(flight)}</p>
      {isConnected.value ? (
        <PasswordForm flight={flight} />
      ) : (
        <Notice tone="warning" title={t("flights:needs_connection")} />
      )}
    </Card>
  );
}

function describeContent({ UserTrainingFlight: record, TrainingFlight: mission }: FlightView): string {
  return t("flights:sign_content", {
    mission: mission.name,
    day: formatDay(record.date),
    time: formatDuration(record.time),
  });
}

function PasswordForm({ flight }: { flight: FlightView }) {
  const [password, setPassword] = useState("");
  const sign = useAction(async () => {
    try {
      await signDebriefing(flight, password);
    } finally {
      setPassword("");
    }
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    // The pressed button was disabled meanwhile, and has lost the focus.
    void sign.run().then(() => form.querySelector("input")?.focus());
  };
  const isRefused = isPasswordRefusal(sign.error);
  return (
    <form class="form sign-form" onSubmit={submit}>
      {sign.error !== undefined && !isRefused && <ErrorNotice error={sign.error} />}
      <PasswordField
        label={t("flights:password")}
        autocomplete="current-password"
        value={password}
        onValue={setPassword}
        error={isRefused ? describeRefusal(sign.error) : undefined}
      />
      {isRefused && (
        <a class="recover" href="/app/users/password_recover">
          {t("flights:recover")}
        </a>
      )}
      <div class="buttons">
        <Button type="submit" isBusy={sign.isBusy} disabled={password === ""}>
          {t("flights:sign")}
        </Button>
      </div>
    </form>
  );
}

/** Wrong, missing or typed too often: the server's message says which, and stands at the field. */
function isPasswordRefusal(error: unknown): boolean {
  return error instanceof ApiError && [400, 403, 429].includes(error.status);
}

/** The server's sentence, and after too many attempts when the next one is possible. */
function describeRefusal(error: unknown): string {
  const wait = error instanceof ApiError ? error.retryAfter : undefined;
  if (wait === undefined) return describeError(error);
  const when = formatDistance(new Date(Date.now() + wait * 1000));
  return `${describeError(error)} ${t("flights:try_again", { when })}`;
}

/** Signs, and reads again what the signature changes. Raises what the server refuses. */
async function signDebriefing({ UserTrainingFlight: record }: FlightView, pass: string): Promise<void> {
  const { update } = await unwrap(
    api.POST("/trainings/missions/sign.json", { body: { user_training_flight_id: record.id, pass } }),
  );
  showToast(update ? t("flights:signed") : t("flights:signed_before"));
  await invalidate("/trainings/missions/", trainingPath(record.enrollment_id));
}
