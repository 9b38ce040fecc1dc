import { expect, test } from "vitest";

import { listPictures, readAddress } from "./addresses";
import { listSlideFiles } from "./slideContent";

const SCHOOL = "https://school.example";

test.each([
  ["/media/slides/2026/wing.png", "/media/slides/2026/wing.png"],
  ["https://school.example/media/a.png?x=1", "/media/a.png?x=1"],
  ["//school.example/media/a.png", "/media/a.png"],
])("%s is a file of the school", (address, path) =>
  expect(readAddress(address, SCHOOL)).toEqual({ kind: "own", path }),
);

test.each(["https://elsewhere.example/a.png", "//elsewhere.example/a.png", "http://school.example:81/a.png"])(
  "%s is elsewhere",
  (address) => expect(readAddress(address, SCHOOL).kind).toBe("elsewhere"),
);

test.each([
  "",
  "  ",
  undefined,
  null,
  "javascript:alert(1)",
  "data:image/png;base64,AA",
  "file:///etc/passwd",
  "/admin/logout/",
  "/media/../sso/?client=1",
  "https://school.example/users/view.json",
  "wing.png",
])("%s is no address of a picture", (address) =>
  expect(readAddress(address, SCHOOL)).toEqual({ kind: "unreadable" }),
);

test("the pictures of a slide are listed once, and none of another host", () => {
  const page = new DOMParser().parseFromString(
    `<img src="/media/a.png"><p><img src="/media/a.png"><img src="https://x.example/b.png"></p>`,
    "text/html",
  );
  expect(listPictures(page)).toEqual(["/media/a.png"]);
});

test("a slide's film belongs to its files", () => {
  const files = listSlideFiles({ content: `<img src="/media/a.png">`, media: "/media/film.mp4" });
  expect(files).toEqual(["/media/a.png", "/media/film.mp4"]);
  expect(listSlideFiles({ content: "<p>Text</p>", media: null })).toEqual([]);
});
