// Builds the app into webapp/build, from where the Django app `webapp` serves it. `worker.config.ts` adds the service worker.
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

import { slideFrame } from "./frame.config";

const local = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The server of `npm run dev` passes everything else to a demo school on this address. */
const SERVER = process.env["DOWNWIND_SERVER"] ?? "http://127.0.0.1:8000";

export const resolve = {
  alias: {
    "@downwind/client": local("../typescript/src/index.ts"),
    "openapi-fetch": local("node_modules/openapi-fetch"),
    "@": local("src"),
  },
};

export const OUT = process.env["OUT"] ?? local("../../webapp/build");

/** In development: every address of the app is the index page, as `webapp` serves it. */
const serveIndex: Plugin = {
  name: "serve-index",
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (request.url?.startsWith("/app/")) request.url = "/static/app/";
      next();
    });
  },
};

/**
 * Many small chunks are many requests, of which a browser makes six at once: on a slow network each round takes seconds.
 * So all that the first script needs is one chunk, and small modules that several rooms share are another one.
 */
const CHUNKS = [
  { name: "first", tags: ["$initial" as const], priority: 1 },
  { name: "shared", test: /[\\/](src[\\/]base[\\/](?!classes|texts)|lucide-preact[\\/])/, minShareCount: 3 },
];

export default defineConfig({
  plugins: [serveIndex, slideFrame()],
  base: "/static/app/",
  resolve,
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: "es2022",
    manifest: true,
    modulePreload: { polyfill: false }, // an inline script, which the content security policy forbids
    assetsInlineLimit: 0,
    rolldownOptions: { output: { hashCharacters: "hex", codeSplitting: { groups: CHUNKS } } },
  },
  server: { proxy: { "^/(?!static/app/|app/)": { target: SERVER } } },
  test: { environment: "happy-dom", setupFiles: ["src/test-setup.ts"], include: ["src/**/*.test.{ts,tsx}"] },
});
