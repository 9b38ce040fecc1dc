// The way to a school's identity provider and back (docs/api.md, section 2, Single sign-on). It ends at
// `/app/#code=…&state=…`: a code that this tab did not ask for is somebody else's login, and is dropped.

const KEY = "downwind.sso";

interface Request {
  state: string;
  isShared: boolean;
}

/** What the browser came back with; read once, when the app starts. */
export type Return = { kind: "code"; code: string; isShared: boolean } | { kind: "unasked" } | undefined;

/**
 * Leaves the app for the page that finds the person's school. On a shared device the last person may still be logged in
 * at the provider, where this app cannot log out anybody: it shall ask who is there.
 */
export function startSingleSignOn(isShared: boolean): void {
  const request: Request = { state: crypto.randomUUID(), isShared };
  sessionStorage.setItem(KEY, JSON.stringify(request));
  location.assign(`/sso/?client=1&state=${request.state}${isShared ? "&prompt=login" : ""}`);
}

/** Takes code and state out of the address, and checks that this tab asked for them. A state counts once. */
export function takeReturn(): Return {
  const fragment = new URLSearchParams(location.hash.slice(1));
  const [code, state] = [fragment.get("code"), fragment.get("state")];
  if (code === null) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  const asked = takeRequest();
  if (!asked || asked.state !== state) return { kind: "unasked" };
  return { kind: "code", code, isShared: asked.isShared };
}

function takeRequest(): Request | undefined {
  const text = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return text === null ? undefined : (JSON.parse(text) as Request);
}
