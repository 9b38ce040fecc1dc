import "@/styles/index.css";

import { render } from "preact";

import { App } from "@/app";
import { startTexts } from "@/base/texts/translate";
import { registerWorker } from "@/shell/worker";

checkAddress();

// No `await`: a module that waits must not load one that imports anything of its own chunk (vite.config.ts).
void startTexts().then(() => {
  render(<App />, document.getElementById("app")!);
  registerWorker();
});

/** An address that cannot be decoded, such as `/app/%E0`, is none of the app's: the router would fail to read it. */
function checkAddress(): void {
  try {
    decodeURIComponent(location.pathname);
  } catch {
    history.replaceState(null, "", "/app/no-such-page");
  }
}
