import { expect, test } from "vitest";
import { createSlugMemory } from "./slug-memory.ts";

test("a slug is told with the line it was in first, and another one is new", () => {
  const lineOf = createSlugMemory();
  expect(["scarf", "mug", "scarf", "scarf"].map((slug, index) => lineOf(slug, index + 2))).toEqual([
    undefined,
    undefined,
    2,
    2,
  ]);
});

test("the last of them are remembered, and no more than twice as many", () => {
  const limit = 1000;
  const lineOf = createSlugMemory(limit);
  const lines = Array.from({ length: 5 * limit }, (_, line) => line);
  for (const line of lines) expect(lineOf(`p-${line}`, line)).toBeUndefined();
  for (const line of lines.slice(-limit)) expect(lineOf(`p-${line}`, 0)).toBe(line);
  expect(lineOf("p-0", 0)).toBeUndefined();
});
