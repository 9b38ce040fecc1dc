import { expect, test } from "vitest";

import { findOptions, fold, type Option } from "./options";

const COUNTRIES: Option[] = [
  ["AU", "Australien"],
  ["CI", "Côte d’Ivoire"],
  ["ZA", "Südafrika"],
  ["AT", "Österreich"],
].map(([id, text]) => ({ id: id!, text: text!, search: fold(`${text} ${id}`) }));

const find = (query: string) => findOptions(COUNTRIES, query).map(({ id }) => id);

test("an option is found without its accents, by any of its words, and by its code", () => {
  expect(find("osterr")).toEqual(["AT"]);
  expect(find("ivoire cote")).toEqual(["CI"]);
  expect(find("za")).toEqual(["ZA"]);
});

test("what begins with the query comes first", () => {
  expect(find("a")[0]).toBe("AU");
  expect(find("s")[0]).toBe("ZA");
});

test("without a query everything is there, in its order", () => {
  expect(find(" ")).toEqual(["AU", "CI", "ZA", "AT"]);
});
