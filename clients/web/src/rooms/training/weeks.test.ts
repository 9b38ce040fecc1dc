import { describe, expect, test } from "vitest";

import { getMonday, listWeeks } from "./weeks";

const study = (year: number, week: number, week_time = 3600) => ({ week_name: "", year, week, week_time });

describe("the weeks of the chart", () => {
  test("reach from the first studied to this one, with those in between", () => {
    const weeks = listWeeks([study(2026, 10), study(2026, 12, 60)], "2026-03-25", 12);
    expect(weeks.map(({ week, seconds }) => [week, seconds])).toEqual([
      [10, 3600],
      [11, 0],
      [12, 60],
      [13, 0],
    ]);
  });

  test("are numbered across the end of a year with 53 weeks", () => {
    const weeks = listWeeks([study(2026, 52)], "2027-01-12", 12);
    expect(weeks.map(({ week }) => week)).toEqual([52, 53, 1, 2]);
  });

  test("are the last ones where there are too many", () => {
    const weeks = listWeeks([study(2026, 1)], "2026-03-25", 3);
    expect(weeks.map(({ week }) => week)).toEqual([11, 12, 13]);
  });

  test("are none where nobody studied", () => {
    expect(listWeeks([], "2026-03-25", 12)).toEqual([]);
  });
});

test("the first week of 2027 begins on 4 January, that of 2026 in December", () => {
  expect(getMonday(2027, 1)).toBe("2027-01-04");
  expect(getMonday(2026, 1)).toBe("2025-12-29");
});
