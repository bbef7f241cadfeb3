import fc from "fast-check";
import { expect, test } from "vitest";
import { readCsv } from "./csv-provider.ts";

async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(text: string | Uint8Array, size = 7) {
  const { delimiter, records } = await readCsv(inPieces(Buffer.from(text), size));
  const rows: [number, ...string[]][] = [];
  for await (const { line, cells } of records) rows.push([line, ...cells.map(String)]);
  return { delimiter, rows };
}

test("a record is known by the line it begins on, whatever lies in quotes", async () => {
  const text = '\uFEFFA,B\r\na,"x\r\ny ""q"""\r\n\r\nb,12" wide\r\nc\r\n';
  const expected = [
    [1, "A", "B"],
    [2, "a", 'x\r\ny "q"'],
    [5, "b", '12" wide'],
    [6, "c"],
  ];
  for (let size = 1; size < text.length; size += 1) expect((await read(text, size)).rows).toEqual(expected);
});

test("a record that is too long is given with its short cells, and those behind it with their lines", async () => {
  const long = "x\r\n".repeat(400_000);
  const text = `A,B,C,D\na,"${long}",c,"${long}"\nb,1,2,3\n`;
  const { records } = await readCsv(inPieces(Buffer.from(text), 65_536));
  const given: unknown[] = [];
  for await (const { line, nextLine, cells, isTooLong } of records)
    given.push([line, nextLine, isTooLong, ...cells.map(String)]);
  expect(given.slice(1)).toEqual([
    [2, 800_002 + 1, true, "a", "", "c", ""],
    [800_003, 800_004, false, "b", "1", "2", "3"],
  ]);
});

test.each([",", ";", "\t"])("columns may stand between %j", async (mark) => {
  const { delimiter, rows } = await read([`A${mark}"B;,;,;,"`, `a${mark}b`].join("\n"));
  expect(delimiter).toBe(mark);
  expect(rows[1]).toEqual([2, "a", "b"]);
});

test("a file that cannot be read on says why", async () => {
  await expect(read('A,B\na,"never closed\nb,c\n')).rejects.toMatchObject({ code: "import.malformed" });
  for (const endless of ["x".repeat(9_000_000), `${"x".repeat(900_000)},`.repeat(20), ",".repeat(200_000)])
    await expect(read(`A,B\na,${endless}\n`, 65_536)).rejects.toMatchObject({ code: "import.malformed" });
  await expect(read(Buffer.from("\uFEFFA,B\n", "utf16le"))).rejects.toMatchObject({
    code: "import.not_utf8",
  });
});

test("what is written by the rules is read as it was, however the bytes arrive", async () => {
  const cell = fc.string({ unit: "grapheme", maxLength: 10 }).filter((text) => !text.startsWith("\uFEFF"));
  const quote = (text: string) => `"${text.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom("\n", "\r\n"),
      async (records, size, end) => {
        const text = records.map((record) => record.map(quote).join(",")).join(end);
        const { rows } = await read(`A,B${end}${text}`, size);
        expect(rows.slice(1).map(([, ...cells]) => cells)).toEqual(records);
      },
    ),
  );
});
