import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openJournal } from "./journal.ts";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "journal-"));
  file = join(folder, "books", "journal.jsonl");
});
afterEach(() => rm(folder, { recursive: true }));

async function replayed(): Promise<number[]> {
  const entries: number[] = [];
  const journal = await openJournal<number>(file, (entry) => entries.push(entry));
  await journal[Symbol.asyncDispose]();
  return entries;
}

test("what was flushed is in the file, in order, however many were waiting", async () => {
  const numbers = Array.from({ length: 500 }, (_, n) => n);
  await using journal = await openJournal<number>(file, () => expect.fail("the file is new"));
  await Promise.all(
    numbers.map(async (n) => {
      journal.append(n);
      await journal.flushed();
      expect((await readFile(file, "utf8")).includes(`${n}\n`)).toBe(true);
    }),
  );
  expect(await replayed()).toEqual(numbers);
});

test("an entry appended while a flush runs waits for its own flush", async () => {
  await using journal = await openJournal<number>(file, () => {});
  journal.append(1);
  const first = journal.flushed();
  await Promise.resolve();
  journal.append(2);
  await Promise.all([first, journal.flushed()]);
  expect(await readFile(file, "utf8")).toBe("1\n2\n");
});

test("a torn last line is cut off, and what comes next stands on a line of its own", async () => {
  await replayed();
  await writeFile(file, "1\n2\n");
  await appendFile(file, '{"half":');
  expect(await replayed()).toEqual([1, 2]);
  {
    await using journal = await openJournal<number>(file, () => {});
    journal.append(3);
    await journal.flushed();
  }
  expect(await replayed()).toEqual([1, 2, 3]);
});

test("a broken line in the middle is not passed over", async () => {
  await replayed();
  await writeFile(file, "1\nbroken\n3\n");
  await expect(replayed()).rejects.toThrow(SyntaxError);
});
