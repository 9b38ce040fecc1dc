import { useEffect, useState } from "preact/hooks";

import { api, unwrap } from "@/base/api/client";
import { ApiError } from "@/base/api/errors";
import { invalidate } from "@/base/api/reading";
import { listReadingKeys } from "@/base/classes/reads";
import { PasswordField } from "@/base/session/PasswordField";
import { profile } from "@/base/session/person";
import { t } from "@/base/texts/translate";
import { Button, ButtonLink } from "@/base/ui/Button";
import { describeError, ErrorNotice, Notice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { type Content, isSameContent, readContent } from "./preparing";

interface Props {
  classId: string;
  /** What the person has seen. */
  content: Content;
  /** Called with what is recorded now, if it is not what the person has seen. */
  onChanged: (content: Content) => void;
  onSigned: () => void;
}

/** The password, and the signature. What was changed after it was shown is not signed unseen. */
export function PasswordForm({ classId, content, onChanged, onSigned }: Props) {
  const [password, setPassword] = useState("");
  const [wasChanged, setChanged] = useState(false);
  const sign = useAction(async () => {
    const now = await readContent(classId);
    setChanged(!isSameContent(content, now));
    if (!isSameContent(content, now)) return onChanged(now);
    await unwrap(api.POST("/trainings/onsite/sign_class.json", { body: { classId, password } }));
    await invalidate(...listReadingKeys(classId));
    showToast(t("class:signed_now"));
    onSigned();
  });
  const pause = usePause(sign.error);
  const submit = (event: Event) => {
    event.preventDefault();
    void sign.run();
  };
  return (
    <form class="card form narrow" onSubmit={submit}>
      {wasChanged && <Notice tone="warning" title={t("class:changed_before_signing")} />}
      <input type="text" autocomplete="username" value={profile.value?.User.email} readOnly hidden />
      <PasswordField
        label={t("class:password")}
        autocomplete="current-password"
        value={password}
        error={isAboutPassword(sign.error) ? describeError(sign.error) : undefined}
        onValue={setPassword}
      />
      {sign.error !== undefined && !isAboutPassword(sign.error) && <ErrorNotice error={sign.error} />}
      {pause > 0 && <p class="caution">{t("class:wait_minutes", { count: Math.ceil(pause / 60) })}</p>}
      <Button type="submit" wide isBusy={sign.isBusy} disabled={password === "" || pause > 0}>
        {t("class:sign_now")}
      </Button>
      <ButtonLink href="/users/password_recover" look="quiet" wide>
        {t("class:no_password")}
      </ButtonLink>
    </form>
  );
}

/** A wrong password, none yet, or too many attempts. */
function isAboutPassword(error: unknown): boolean {
  return error instanceof ApiError && [403, 429].includes(error.status);
}

/** The seconds that remain until the server accepts another attempt. */
function usePause(error: unknown): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const seconds = error instanceof ApiError ? (error.retryAfter ?? 0) : 0;
    const until = Date.now() + seconds * 1000;
    setLeft(seconds);
    const timer = setInterval(() => setLeft(Math.max(0, (until - Date.now()) / 1000)), 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
