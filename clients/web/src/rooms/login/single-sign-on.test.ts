import { beforeEach, expect, test, vi } from "vitest";

import { startSingleSignOn, takeReturn } from "./single-sign-on";

let asked = "";
let prompt: string | null = null;

beforeEach(() => {
  sessionStorage.clear();
  history.replaceState(null, "", "/app/");
  vi.spyOn(location, "assign").mockImplementation((url) => {
    const query = new URL(String(url), "https://school.example").searchParams;
    asked = query.get("state") ?? "";
    prompt = query.get("prompt");
  });
});

function comeBack(fragment: string) {
  history.replaceState(null, "", `/app/#${fragment}`);
  return takeReturn();
}

test("the code that this tab asked for is taken, and leaves the address", () => {
  startSingleSignOn(true);
  expect(asked.length).toBeGreaterThan(30);
  expect(comeBack(`code=abc&state=${asked}`)).toEqual({ kind: "code", code: "abc", isShared: true });
  expect(location.hash).toBe("");
});

test("on a shared device the provider asks who is there, even if it knows the last person", () => {
  startSingleSignOn(true);
  expect(prompt).toBe("login");
  startSingleSignOn(false);
  expect(prompt).toBeNull();
});

test.each([
  ["another state", "code=abc&state=other"],
  ["no state", "code=abc"],
])("a code with %s is dropped, and leaves the address", (_which, fragment) => {
  startSingleSignOn(false);
  expect(comeBack(fragment)).toEqual({ kind: "unasked" });
  expect(location.hash).toBe("");
});

test("a code that nobody asked for is dropped", () => {
  expect(comeBack("code=abc&state=undefined")).toEqual({ kind: "unasked" });
});

test("a state counts once", () => {
  startSingleSignOn(false);
  comeBack(`code=abc&state=${asked}`);
  expect(comeBack(`code=def&state=${asked}`)).toEqual({ kind: "unasked" });
});

test("any other fragment is left alone", () => {
  expect(comeBack("main")).toBeUndefined();
  expect(location.hash).toBe("#main");
});
