import "@/styles/index.css";

import { render } from "preact";

import { App } from "@/app";
import { startTexts } from "@/base/texts/translate";
import { registerWorker } from "@/shell/worker";

// No `await`: a module that waits must not load one that imports anything of its own chunk (vite.config.ts).
void startTexts().then(() => {
  render(<App />, document.getElementById("app")!);
  registerWorker();
});
