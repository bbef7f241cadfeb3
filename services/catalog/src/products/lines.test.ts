import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "./lines.ts";

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]) {
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

const read = async (text: string, { cuts = [], max = 1000 }: { cuts?: number[]; max?: number } = {}) => {
  const lines: (string | undefined)[] = [];
  for await (const line of readLines(chunksOf(new TextEncoder().encode(text), cuts), max)) {
    expect(line.number).toBe(lines.length + 1);
    lines.push(line.text);
  }
  return lines;
};

test("the last line needs no newline", async () => {
  expect(await read("a\n\nb")).toEqual(["a", "", "b"]);
  expect(await read("a\n")).toEqual(["a"]);
  expect(await read("")).toEqual([]);
});

test("a line that is too long is known as such and does not harm the next", async () => {
  expect(await read("123456\nab\n1234567", { max: 6, cuts: [3, 12] })).toEqual(["123456", "ab", undefined]);
});

test("lines are the same however the bytes arrive", async () => {
  const lines = fc.array(
    fc.string({ unit: "grapheme", maxLength: 20 }).map((line) => line.replaceAll("\n", "")),
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(500)), async (given, cuts) => {
      // A byte order mark at the start of a text is no part of it.
      fc.pre(!given.some((line) => line.startsWith("\uFEFF")));
      expect(await read(given.map((line) => `${line}\n`).join(""), { cuts })).toEqual(given);
    }),
  );
});
