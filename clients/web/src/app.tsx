import { useEffect } from "preact/hooks";
import { ErrorBoundary, LocationProvider, lazy, Route, Router } from "preact-iso";

import { startRevoking } from "@/base/session/revocations";
import { session } from "@/base/session/session";
import { NoPage } from "@/base/ui/Page";
import { Login } from "@/rooms/login/Login";
import { routes } from "@/routes";
import { Shell } from "@/shell/Shell";

const screens = routes.map((route) => ({ ...route, path: `/app${route.path}`, screen: lazy(route.load) }));

/** The app: the login, or the shell with the screen of the address. */
export function App() {
  useEffect(loadScreen, []);
  useEffect(startRevoking, []);
  return (
    <LocationProvider scope="/app/">
      <ErrorBoundary>{session.value ? <Inside /> : <Outside />}</ErrorBoundary>
    </LocationProvider>
  );
}

/**
 * Loads the screen of the address while something else is waited for: the person's data, or that somebody logs in. What
 * fails is tried again once the screen is shown.
 */
function loadScreen(): void {
  const isHere = (path: string) =>
    new RegExp(`^${path.replace(/:\w+/g, "[^/]+")}/?$`).test(location.pathname);
  const current = screens.find(({ path }) => isHere(path));
  void current?.load().catch(() => undefined);
}

function Inside() {
  return (
    <Shell>
      <Router>
        {screens.map(({ path, screen }) => (
          <Route key={path} path={path} component={screen} />
        ))}
        <Route default component={NoPage} />
      </Router>
    </Shell>
  );
}

/** Before the login: any other address shows the login, and its own screen after it. */
function Outside() {
  return (
    <main class="outside">
      <Router>
        {screens
          .filter(({ isPublic }) => isPublic)
          .map(({ path, screen }) => (
            <Route key={path} path={path} component={screen} />
          ))}
        <Route default component={Login} />
      </Router>
    </main>
  );
}
