import { expect, test, vi } from "vitest";

import { loadFile } from "../school-files";

test("a file is requested without the cookies of the admin", async () => {
  const fetched = vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("picture"));
  expect(await (await loadFile("/media/wing.png")).text()).toBe("picture");
  expect(fetched).toHaveBeenCalledWith("/media/wing.png", { credentials: "omit" });
});
