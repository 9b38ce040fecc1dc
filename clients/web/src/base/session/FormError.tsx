import { useEffect, useState } from "preact/hooks";

import { ApiError, getFieldErrors, Unreachable } from "@/base/api/errors";
import { t } from "@/base/texts/translate";
import { formatDuration, formatTime } from "@/base/time/formats";
import { browserZone } from "@/base/time/zones";
import { describeError, Notice } from "@/base/ui/Feedback";

/**
 * Why a form was refused, unless it is said at one of its fields; after too many attempts, with the time to wait.
 * `isAtField`: the error is shown at a field although the server names none.
 */
export function FormError({ error, isAtField = false }: { error: unknown; isAtField?: boolean }) {
  if (error === undefined || isAtField || Object.keys(getFieldErrors(error)).length > 0) return null;
  return (
    <Notice tone={error instanceof Unreachable ? "warning" : "bad"} title={describeError(error)}>
      {getWait(error) > 0 && <p>{describeWait(getWait(error))}</p>}
    </Notice>
  );
}

/** Whether the server wants no further attempt yet; becomes false by itself. */
export function useWait(error: unknown): boolean {
  const [isWaiting, setWaiting] = useState(false);
  useEffect(() => {
    const seconds = getWait(error);
    setWaiting(seconds > 0);
    if (seconds === 0) return;
    const timer = setTimeout(() => setWaiting(false), seconds * 1000);
    return () => clearTimeout(timer);
  }, [error]);
  return isWaiting;
}

/** The message of a refused password, which the API says with a 403 and without a field. */
export function getPasswordError(error: unknown): string | undefined {
  return error instanceof ApiError && error.status === 403 ? error.message : undefined;
}

function getWait(error: unknown): number {
  return (error instanceof ApiError && error.retryAfter) || 0;
}

/** By the clock of the device: before the login, no school is known. */
function describeWait(seconds: number): string {
  const end = new Date(Date.now() + seconds * 1000);
  const duration = formatDuration(Math.max(60, seconds));
  return t("session:wait", { duration, time: formatTime(end, browserZone()) });
}
