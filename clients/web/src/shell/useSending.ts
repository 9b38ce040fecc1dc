import { useEffect } from "preact/hooks";

import { onConnection } from "@/base/api/connection";
import { countHeldClasses, heldClasses } from "@/base/store/held";
import { startOutbox } from "@/base/store/outbox";

/** Sends what waits on this device while somebody is logged in, whatever screen is shown. */
export function useSending(): void {
  useEffect(() => {
    const started = startOutbox();
    return () => void started.then((stop) => stop());
  }, []);
  useClassMarks();
}

/** Marks of classes, whose code is only loaded where there are some. A tab that is closed leaves its marks to the others. */
function useClassMarks(): void {
  useEffect(() => {
    void countHeldClasses();
    return onConnection(() => void countHeldClasses());
  }, []);
  const isNeeded = heldClasses.value > 0;
  useEffect(() => {
    if (!isNeeded) return;
    const started = import("@/base/classes/sync").then(({ startSending }) => startSending());
    return () =>
      void started.then(
        (stop) => stop(),
        () => undefined,
      );
  }, [isNeeded]);
}
