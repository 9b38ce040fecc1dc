import { expect, test } from "vitest";

import { buildMessageLink } from "./links";

test.each([
  ["/trainings/onsite/class/01.json", "/app/trainings/onsite/class/01"],
  ["/trainings.json", "/app/trainings"],
  ["/manager/trainings/students/list.json", "/app/trainings/students/list"],
  [`${location.origin}/trainings/missions/unsigned.json`, "/app/trainings/missions/unsigned"],
])("a path of the API, %s, leads into the app", (url, href) => {
  expect(buildMessageLink(url)).toEqual({ href, isElsewhere: false });
});

test("another site is opened outside of the app", () => {
  expect(buildMessageLink("https://weather.example/metar?id=LOWW")).toEqual({
    href: "https://weather.example/metar?id=LOWW",
    isElsewhere: true,
  });
  expect(buildMessageLink("//weather.example/")?.isElsewhere).toBe(true);
});

test.each(["", "javascript:alert(1)", "data:text/html,x", "http://"])("%s is no link", (url) => {
  expect(buildMessageLink(url)).toBeUndefined();
});
