import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";

import { sweep } from "@/base/session/leftovers";
import { endClosedSession } from "@/base/session/logout";
import { closedSession, expiredUserId, session } from "@/base/session/session";
import { t } from "@/base/texts/translate";
import { Notice } from "@/base/ui/Feedback";
import { showToast } from "@/base/ui/toasts";
import { useAction } from "@/base/ui/useAction";

import { CodeForm } from "./CodeForm";
import { CredentialsForm } from "./CredentialsForm";
import { useEntry } from "./entry";
import { LeftoversDialog } from "./LeftoversDialog";
import { Outside } from "./Outside";
import { type Credentials, type LoginOutcome, type Recognised, requestLogin } from "./requests";
import { SingleSignOnReturn } from "./SingleSignOnReturn";
import { isSharedDevice } from "./shared-device";
import { takeReturn } from "./single-sign-on";

/** With what the browser came back from an identity provider. Read at once, so that the code leaves the address. */
const returned = takeReturn();
if (returned?.kind === "unasked" && session.value) tellOnceTextsAreThere();

type Asked = Extract<LoginOutcome, { kind: "code" }>;

/** The login of everybody: with a password and perhaps a code, or back from the school's identity provider. */
export function Login() {
  const [credentials, setCredentials] = useState<Credentials>({ email: "", password: "" });
  const [asked, setAsked] = useState<Asked>();
  const entry = useEntry();
  const enter = ({ token, userId }: Recognised, isShared = isSharedDevice.value) =>
    entry.enter({ token, userId, isShared });
  const login = useAction(async (code?: string) => {
    const outcome = await requestLogin({ ...credentials, ...(code !== undefined && { code }) });
    if (outcome.kind === "code") setAsked(outcome);
    else await enter(outcome);
  });
  const hasEnded = expiredUserId.value !== null || closedSession !== undefined;
  const goBack = () => {
    login.clearError();
    setAsked(undefined);
    setCredentials({ ...credentials, password: "" });
  };
  useEffect(() => {
    void endClosedSession();
    void sweep();
  }, []);

  return (
    <Outside title={asked ? t("login:code_title") : t("login:title")}>
      {asked ? (
        <CodeForm {...asked} login={login} onBack={goBack} />
      ) : (
        <>
          {hasEnded && <Notice tone="info" title={t("login:expired")} />}
          {returned && <SingleSignOnReturn returned={returned} onRecognised={enter} />}
          <CredentialsForm credentials={credentials} onChange={setCredentials} login={login} />
        </>
      )}
      {entry.waiting && <LeftoversDialog {...entry} unsent={entry.waiting.unsent} />}
    </Outside>
  );
}

/** To somebody who is logged in: this screen is not shown then, and the texts are still being loaded. */
function tellOnceTextsAreThere(): void {
  const stop = effect(() => {
    const text = t("login:unasked_inside");
    if (!text) return;
    showToast(text);
    queueMicrotask(() => stop());
  });
}
