import { useState } from "preact/hooks";

export interface Action<Args extends unknown[]> {
  run: (...args: Args) => Promise<void>;
  isBusy: boolean;
  /** Why the last run failed; undefined after a success, and while it runs. */
  error: unknown;
  clearError: () => void;
}

/** Something that a button does: busy while it runs, with its error kept for the screen to show. */
export function useAction<Args extends unknown[]>(act: (...args: Args) => Promise<unknown>): Action<Args> {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async (...args: Args) => {
    setBusy(true);
    setError(undefined);
    try {
      await act(...args);
    } catch (caught) {
      setError(caught);
    } finally {
      setBusy(false);
    }
  };
  return { run, isBusy, error, clearError: () => setError(undefined) };
}
