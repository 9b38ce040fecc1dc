const queues = new Map<string, Promise<unknown>>();

/** Runs `act` while no other tab runs one under the same name, and no other call of this tab. */
export function withLock<T>(name: string, act: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request(name, act) as Promise<T>;
  const turn = (queues.get(name) ?? Promise.resolve()).then(act, act);
  queues.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}
