import fc from "fast-check";
import { expect, test } from "vitest";
import { readLines } from "./ndjson-lines.ts";

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]) {
  let from = 0;
  for (const to of [...cuts.map((cut) => cut % (bytes.length + 1)).toSorted((a, b) => a - b), bytes.length]) {
    yield bytes.subarray(from, to);
    from = to;
  }
}

const read = async (
  sent: string | Uint8Array,
  { cuts = [], maxBytes = 1000 }: { cuts?: number[]; maxBytes?: number } = {},
) => {
  const bytes = typeof sent === "string" ? new TextEncoder().encode(sent) : sent;
  const lines: [number, string][] = [];
  for await (const line of readLines(chunksOf(bytes, cuts), { maxBytes, pause: () => Promise.resolve() }))
    lines.push([line.number, "text" in line ? line.text : line.unreadable]);
  return lines;
};

test("the last line needs no newline, and empty lines only count", async () => {
  expect(await read("a\n\n\r\nb")).toEqual([
    [1, "a"],
    [4, "b"],
  ]);
  expect(await read("a\n")).toEqual([[1, "a"]]);
  expect(await read("")).toEqual([]);
});

test("a line that is too long is known as such and does not harm the next", async () => {
  expect(await read("123456\nab\n1234567", { maxBytes: 6, cuts: [3, 12] })).toEqual([
    [1, "123456"],
    [2, "ab"],
    [3, "too_long"],
  ]);
});

test("a line that is not UTF-8 is known as such, wherever the bytes are cut", async () => {
  const bytes = Buffer.concat([Buffer.from("Bär\n"), Buffer.from("Bär\n", "latin1"), Buffer.from("Bär")]);
  for (let cut = 0; cut <= bytes.length; cut += 1)
    expect(await read(bytes, { cuts: [cut] })).toEqual([
      [1, "Bär"],
      [2, "not_utf8"],
      [3, "Bär"],
    ]);
});

test("pausing is possible after every line and every chunk, also when all of them are empty", async () => {
  let pauses = 0;
  const pause = () => {
    pauses += 1;
    return Promise.resolve();
  };
  const chunks = chunksOf(new TextEncoder().encode("\n".repeat(100)), [25, 50, 75]);
  for await (const line of readLines(chunks, { maxBytes: 10, pause }))
    expect.unreachable(String(line.number));
  expect(pauses).toBe(4);
});

test("lines are the same however the bytes arrive", async () => {
  const lines = fc.array(
    fc.string({ unit: "grapheme", maxLength: 20 }).map((line) => line.replaceAll("\n", "")),
  );
  await fc.assert(
    fc.asyncProperty(lines, fc.array(fc.nat(500)), async (given, cuts) => {
      // A byte order mark at the start of a text is no part of it.
      fc.pre(!given.some((line) => line.startsWith("\uFEFF")));
      const numbered = given.map((line, index): [number, string] => [index + 1, line]);
      expect(await read(given.map((line) => `${line}\n`).join(""), { cuts })).toEqual(
        numbered.filter(([, line]) => line !== "" && line !== "\r"),
      );
    }),
  );
});
