import { expect, test } from "vitest";
import { removeFrom } from "./unordered.ts";

test.each([
  ["a", ["c", "b"]],
  ["b", ["a", "c"]],
  ["c", ["a", "b"]],
  ["d", ["a", "b", "c"]],
])("without %s the others are there, each once", (item, left) => {
  const items = ["a", "b", "c"];
  removeFrom(items, item);
  expect(items).toEqual(left);
});

test("the only one leaves nothing", () => {
  const items = ["a"];
  removeFrom(items, "a");
  expect(items).toEqual([]);
});
