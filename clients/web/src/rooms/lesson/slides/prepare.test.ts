import { beforeAll, expect, test } from "vitest";

import { startTexts } from "@/base/texts/translate";

import { readLink } from "./links";
import { prepareSlide } from "./prepare";

beforeAll(() => startTexts());

function parse(html: string): HTMLElement {
  return new DOMParser().parseFromString(html, "text/html").body;
}

test("the school's pictures have no address of their own: the app gives the frame their bytes", async () => {
  const { html, files } = await prepareSlide(`<p><img src="/media/wing.png" alt="A wing"></p>`);
  const picture = parse(html).querySelector("img")!;
  expect(files).toEqual(["/media/wing.png"]);
  expect([picture.dataset["file"], picture.hasAttribute("src"), picture.alt]).toEqual([
    "/media/wing.png",
    false,
    "A wing",
  ]);
});

test("a picture of another host becomes a link that names the host", async () => {
  const { html, files } = await prepareSlide(`<img src="https://x.example/cloud.jpg" alt="A cloud">`);
  const link = parse(html).querySelector("a")!;
  expect(files).toEqual([]);
  expect(link.getAttribute("href")).toBe("https://x.example/cloud.jpg");
  expect(link.textContent).toBe("A cloud: Picture at x.example, opens in a new tab");
  expect(html).not.toContain("<img");
});

test("within a link, a picture of another host is named and the link stays what it was", async () => {
  const { html } = await prepareSlide(`<a href="https://y.example/"><img src="https://x.example/b.jpg"></a>`);
  expect(parse(html).querySelectorAll("a")).toHaveLength(1);
  expect(parse(html).querySelector("a")!.getAttribute("href")).toBe("https://y.example/");
});

test("a picture without an address is named", async () => {
  const { html } = await prepareSlide(`<img alt="Chart">`);
  expect(parse(html).textContent).toBe("Chart: This picture has no valid address.");
});

test("formulas are drawn, except in code, and what is wrong stays as it was written", async () => {
  const { html } = await prepareSlide(String.raw`<p>\(v^2\) and \(\frac{1\)</p><code>\(x\)</code>`);
  const slide = parse(html);
  expect(slide.querySelectorAll("math")).toHaveLength(1);
  expect(slide.querySelector("p")!.textContent).toContain(String.raw`\(\frac{1\)`);
  expect(slide.querySelector("code")!.textContent).toBe(String.raw`\(x\)`);
});

test("what could lead the frame elsewhere is taken out", async () => {
  const { html } = await prepareSlide(
    `<meta http-equiv="refresh" content="0;url=https://x.example"><base href="https://x.example/"><p>Text</p>`,
  );
  expect(html).toBe("<p>Text</p>");
});

test.each([
  `<svg><a xlink:href="https://x.example"><text>Text</text></a></svg>`,
  `<math href="https://x.example"><mtext>Text</mtext></math>`,
  `<map name="m"><area shape="default" href="https://x.example"></map>`,
  `<template shadowrootmode="open"><a href="https://x.example">Text</a></template>`,
])("a link that only the browser would follow is taken out: %s", async (content) => {
  expect((await prepareSlide(content)).html).toBe("");
});

test.each([
  ["https://www.easa.europa.eu/", "https://www.easa.europa.eu/"],
  ["/media/manual.pdf", "https://school.example/media/manual.pdf"],
  ["mailto:office@school.example", "mailto:office@school.example"],
])("%s is followed", (href, url) => expect(readLink(href, "https://school.example")?.href).toBe(url));

test.each(["javascript:alert(1)", "data:text/html,x", "blob:null/1", "http://"])(
  "%s is not followed",
  (href) => expect(readLink(href, "https://school.example")).toBeUndefined(),
);
