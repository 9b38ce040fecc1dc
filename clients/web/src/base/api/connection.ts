// Whether the server can be reached. The browser's own `navigator.onLine` is only a hint: in a hangar a phone has a
// network and no connection, so the outcome of the last request counts as well.
import { signal } from "@preact/signals";

/** False while the last request got no response, or the browser says that there is no network. */
export const isConnected = signal(navigator.onLine);

/** Tells what the last request showed. */
export function noteConnection(reached: boolean): void {
  isConnected.value = reached;
}

/** Calls `listener` whenever the connection may be back: the browser says so, or the app is looked at again. */
export function onReconnect(listener: () => void): () => void {
  const whenVisible = () => document.visibilityState === "visible" && navigator.onLine && listener();
  addEventListener("online", listener);
  document.addEventListener("visibilitychange", whenVisible);
  return () => {
    removeEventListener("online", listener);
    document.removeEventListener("visibilitychange", whenVisible);
  };
}

/** Calls `listener` whenever `onReconnect` would, and when a response shows before the browser does that it is back. */
export function onConnection(listener: () => void): () => void {
  let wasConnected = isConnected.peek();
  const stopWatching = isConnected.subscribe((connected) => {
    if (connected && !wasConnected) listener();
    wasConnected = connected;
  });
  const stopListening = onReconnect(listener);
  return () => {
    stopWatching();
    stopListening();
  };
}

addEventListener("offline", () => noteConnection(false));
addEventListener("online", () => noteConnection(true));
