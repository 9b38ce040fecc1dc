// Builds the service worker after the app: it holds the list of the app's files, so that an installed app starts
// without a connection.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { defineConfig } from "vite";

import { OUT, resolve } from "./vite.config";

/** Where the server has the headers of the index page, which an installed app keeps with the page. */
export const HEADERS = new URL("../../webapp/security_policy.py", import.meta.url);

interface PrecacheEntry {
  url: string;
  revision: string | null;
}

const BASE = "/static/app/";

const assets = readdirSync(join(OUT, "assets"), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => BASE + relative(OUT, join(entry.parentPath, entry.name)))
  .sort();

/** Every file that the app needs offline: hashed assets by their name, the index page by its content and its headers. */
function listPrecached(): PrecacheEntry[] {
  const revision = hashTexts(readFileSync(join(OUT, "index.html"), "utf8"), readFileSync(HEADERS, "utf8"));
  const files = assets.filter((url) => !isLeftOut(url)).map((url) => ({ url, revision: null }));
  return [{ url: "/app/", revision }, ...files];
}

/** Changes with each of the texts. */
export function hashTexts(...texts: string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex").slice(0, 16);
}

/** Large parts that only some lessons need (PDF, formulas) are stored once they were used. */
function isLeftOut(url: string): boolean {
  return /\/(pdf|katex)[^/]*$/.test(url);
}

export default defineConfig({
  resolve,
  define: {
    __PRECACHED__: JSON.stringify(listPrecached()),
    __PARTS__: JSON.stringify(assets.filter(isLeftOut)),
    "process.env.NODE_ENV": JSON.stringify("production"), // which Workbox reads; libraries are built without it
  },
  publicDir: false,
  build: {
    outDir: OUT,
    emptyOutDir: false,
    target: "es2022",
    lib: { entry: "src/service-worker.ts", formats: ["iife"], name: "worker", fileName: () => "sw.js" },
  },
});
