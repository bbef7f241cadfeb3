import { expect, test } from "vitest";
import { importErrors } from "./errors.ts";
import type { Row } from "./row.ts";
import { createWaitingRows } from "./waiting.ts";

const row = (line: number, size: number): Row => ({
  line,
  size,
  target: { by: "id", name: `p${line}` },
  inputFor: () => expect.unreachable(),
  warnings: [],
});

async function triedOf(sizes: readonly number[]): Promise<number[]> {
  const waiting = createWaitingRows();
  sizes.forEach((size, line) => waiting.add({ row: row(line, size), id: `p${line}` }));
  const lines: number[] = [];
  for await (const { line } of waiting.tryAgain(async () => "updated")) lines.push(line);
  return lines;
}

test("no more rows wait than memory should hold, however long the file and its rows", async () => {
  expect(await triedOf(Array.from({ length: 5_000 }, () => 1))).toHaveLength(1_000);
  expect(await triedOf(Array.from({ length: 100 }, () => 1024 * 1024))).toHaveLength(8);
});

test("rows that were superseded make room, and rounds end when they help nobody", async () => {
  const waiting = createWaitingRows();
  for (let line = 0; line < 20; line += 1) {
    waiting.giveWayTo([row(0, 0)]);
    waiting.add({ row: { ...row(0, 1024 * 1024), line }, id: "p0" });
  }
  const error = importErrors.malformed("Never");
  const tried = waiting.tryAgain(async () => ({ line: 19, size: 0, error }));
  const lines: number[] = [];
  for await (const { line } of tried) lines.push(line);
  expect(lines).toEqual([19]);
});
