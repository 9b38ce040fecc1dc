import { useState } from "preact/hooks";
import { useRoute } from "preact-iso";

import { api, unwrap } from "@/base/api/client";
import { getFieldErrors, isNotFound } from "@/base/api/errors";
import { useReading } from "@/base/api/reading";
import { getDeviceHeader, keepDevice } from "@/base/session/device";
import { FormError, useWait } from "@/base/session/FormError";
import { PasswordField } from "@/base/session/PasswordField";
import { t } from "@/base/texts/translate";
import { Button } from "@/base/ui/Button";
import { ErrorNotice, Skeleton } from "@/base/ui/Feedback";
import { useAction } from "@/base/ui/useAction";
import { Outside } from "../Outside";
import { BrokenLink, Done } from "./LinkOutcome";

/** The link in an invitation or a recovery: sets the password of the person to whom it was sent. */
export function NewPassword() {
  const { user = "", code = "" } = useRoute().params;
  const path = { user_id: user, code };
  const recipient = useReading(`/users/new_password/${user}/${code}`, (via) =>
    api.GET("/users/new_password/{user_id}/{code}.json", { ...via, params: { path } }),
  );
  const [answer, setAnswer] = useState<string>();
  const set = async (password: string, repetition: string) => {
    const sent = api.POST("/users/new_password/{user_id}/{code}.json", {
      params: { path },
      body: { password, newpassword: repetition },
      headers: getDeviceHeader(),
    });
    keepDevice((await sent).response);
    setAnswer((await unwrap(sent)).message);
  };
  const name = recipient.data?.user.name;
  return (
    <Outside title={t("login:new_password_title")}>
      {answer ? (
        <Done message={answer} />
      ) : isNotFound(recipient.error) ? (
        <BrokenLink canAskAgain />
      ) : recipient.error ? (
        <ErrorNotice error={recipient.error} retry={recipient.reload} />
      ) : name ? (
        <PasswordForm name={name} onSubmit={set} />
      ) : (
        <Skeleton />
      )}
    </Outside>
  );
}

interface FormProps {
  name: string;
  onSubmit: (password: string, repetition: string) => Promise<void>;
}

function PasswordForm({ name, onSubmit }: FormProps) {
  const [password, setPassword] = useState("");
  const [repetition, setRepetition] = useState("");
  const setting = useAction(() => onSubmit(password, repetition));
  const isWaiting = useWait(setting.error);
  if (isNotFound(setting.error)) return <BrokenLink canAskAgain />;
  const errors = getFieldErrors(setting.error);
  const submit = (event: Event) => {
    event.preventDefault();
    void setting.run();
  };
  return (
    <form class="form" onSubmit={submit}>
      <p>{t("login:new_password_for", { name })}</p>
      <FormError error={setting.error} />
      <PasswordField
        label={t("login:new_password")}
        hint={t("login:new_password_hint")}
        autocomplete="new-password"
        value={password}
        error={errors["password"]}
        onValue={setPassword}
      />
      <PasswordField
        label={t("login:new_password_again")}
        autocomplete="new-password"
        value={repetition}
        error={errors["newpassword"]}
        onValue={setRepetition}
      />
      <Button type="submit" wide isBusy={setting.isBusy} disabled={isWaiting}>
        {t("login:set_password")}
      </Button>
    </form>
  );
}
