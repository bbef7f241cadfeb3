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

test.each([",", ";", "\t"])("columns may stand between %j", async (mark) => {
  const { delimiter, rows } = await read([`A${mark}"B;,;,;,"`, `a${mark}b`].join("\n"));
  expect(delimiter).toBe(mark);
  expect(rows[1]).toEqual([2, "a", "b"]);
});

test("a file that cannot be read on says why", async () => {
  await expect(read('A,B\na,"never closed\nb,c\n')).rejects.toMatchObject({ code: "import.malformed" });
  await expect(read(`A,B\na,${"x".repeat(1_100_000)}\n`, 65_536)).rejects.toMatchObject({
    code: "import.malformed",
  });
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
