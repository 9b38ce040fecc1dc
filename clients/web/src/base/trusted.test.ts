import { expect, test } from "vitest";

import { trustScript } from "./trusted";

test.each(["/app/sw.js", "/static/app/assets/pdf.worker-0123abcd.mjs", "/static/app/assets/pdf-0123abcd.js"])(
  "%s is a script of the app",
  (address) => expect(trustScript(address)).toBe(address),
);

test.each([
  "https://evil.example/app/sw.js",
  "//evil.example/app/sw.js",
  "/media/slides/2026/upload.js",
  "/static/app/assets/../../../media/upload.js",
  "/app/sw.js/x",
  "javascript:alert(1)",
  "data:text/javascript,alert(1)",
  "blob:null/app/sw.js",
])("%s is none", (address) => expect(() => trustScript(address)).toThrow(TypeError));
