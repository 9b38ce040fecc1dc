// @vitest-environment node
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

import config, { HEADERS, hashTexts } from "../worker.config";

test("an installed app gets the page anew with other headers, also where the page itself has not changed", () => {
  const headers = readFileSync(HEADERS, "utf8");
  const page = readFileSync(new URL("../../../webapp/build/index.html", import.meta.url), "utf8");
  const precached = JSON.parse((config as { define: { __PRECACHED__: string } }).define.__PRECACHED__);
  expect(precached[0]).toEqual({ url: "/app/", revision: hashTexts(page, headers) });
  expect(headers).toContain("script-src 'self'");
  expect(hashTexts(page, headers)).not.toBe(hashTexts(page, headers.replace("'self'", "'none'")));
});
