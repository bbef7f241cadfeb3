/** Files that nobody would write, and somebody sends. */
import { gzipSync } from "node:zlib";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const csv = { "content-type": "text/csv" };
const ndjson = { "content-type": "application/x-ndjson" };
const importing = async (body: string | Uint8Array, headers: Record<string, string>) =>
  catalog.staff.importProducts({ body, headers });

const line = (id: string, more = ""): string =>
  `${JSON.stringify({ id, name: id, variants: [{ sku: `S-${id}`, price: euros(1) }] }).slice(0, -1)}${more}}\n`;
const head = "Handle,Title,Body (HTML),Variant Price,Option1 Name,Option1 Value\n";
const record = (id: string, body = ""): string => `${id},${id},${body},1\n`;

/** A rubbish row between two good ones. */
const between = (format: "csv" | "ndjson", word: string, rubbish: string | Uint8Array): Uint8Array => {
  const good = format === "csv" ? record : line;
  const parts = [format === "csv" ? head : "", good(`a-${word}`), rubbish, good(`b-${word}`)];
  return Buffer.concat(parts.map((part) => Buffer.from(part as string)));
};
const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

test.each<[string, "csv" | "ndjson", (word: string) => string | Uint8Array]>([
  ["half a character", "ndjson", (word) => bytes(`{"id":"x-${word}","name":"`, [0xe4, 0xbd], '"}\n')],
  ["half a character", "csv", (word) => bytes(`x-${word},"`, [0xe4, 0xbd], '",,1\n')],
  ["a NUL", "ndjson", (word) => line(`x-${word}`, ',"brand":"a\\u0000"')],
  ["a raw NUL", "ndjson", (word) => line(`x-${word}`, ',"brand":"a\0"')],
  ["a NUL", "csv", (word) => `x-${word},a\0b,,1\n`],
  ["a row of 2 MB", "ndjson", (word) => line(`x-${word}`, `,"description":"${"d".repeat(2 * 1024 * 1024)}"`)],
  ["deep JSON", "ndjson", () => `${"[".repeat(400_000)}\n`],
  [
    "deep JSON that is whole",
    "ndjson",
    (word) => line(`x-${word}`, `,"attributes":${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`),
  ],
  ["deep lists", "ndjson", () => `${"[".repeat(300_000)}${"]".repeat(300_000)}\n`],
  ["a price without end", "ndjson", (word) => line(`x-${word}`).replace('"amount":1', '"amount":1e309')],
  [
    "a price that is negative nothing",
    "ndjson",
    (word) => line(`x-${word}`).replace('"amount":1', '"amount":-1e-309'),
  ],
  ["a name that is a prototype", "ndjson", (word) => line(`x-${word}`, ',"__proto__":{"status":"draft"}')],
  ["a constructor", "ndjson", (word) => line(`x-${word}`, ',"constructor":{"prototype":{"a":1}}')],
  ["half a pair", "ndjson", (word) => line(`x-${word}`, ',"brand":"\\ud800"')],
  ["a price without end", "csv", (word) => `x-${word},x,,1e309\n`],
  ["a long price", "csv", (word) => `x-${word},x,,${"9".repeat(21)}\n`],
  ["a description that is too long", "csv", (word) => record(`x-${word}`, "d".repeat(900_000))],
  ["an option that is a prototype", "csv", (word) => `x-${word},x,,1,__proto__,Blue\n`],
])("%s in %s fails its row, and the others are kept", async (_what, format, rubbish) => {
  const word = uniqueWord();
  const headers = format === "csv" ? csv : ndjson;
  const { status, body } = await importing(between(format, word, rubbish(word)), headers);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    created: 2,
    failed: 1,
    state: "done",
    errors: [{ line: format === "csv" ? 3 : 2 }],
  });
});

test.each<[string, "csv" | "ndjson", string]>([
  ["a byte order mark", "csv", "\uFEFF"],
  ["a byte order mark", "ndjson", "\uFEFF"],
  ["a million empty lines", "csv", "\n".repeat(1_000_000)],
  ["a million empty lines", "ndjson", "\r\n".repeat(1_000_000)],
  ["rows of empty cells", "csv", ",,,\n".repeat(20_000)],
  ["lines of blanks", "ndjson", " \n".repeat(20_000)],
])("%s in the middle of %s is nothing", async (_what, format, nothing) => {
  const { body } = await importing(between(format, uniqueWord(), nothing), format === "csv" ? csv : ndjson);
  expect(body).toMatchObject({ created: 2, failed: 0, errors: [], warnings: [] });
});

test("lone carriage returns end the lines of CSV, and of no NDJSON", async () => {
  const text = (format: "csv" | "ndjson") =>
    Buffer.from(between(format, uniqueWord(), ""))
      .toString()
      .replaceAll("\n", "\r");
  expect((await importing(text("csv"), csv)).body).toMatchObject({ created: 2, failed: 0 });
  expect((await importing(text("ndjson"), ndjson)).body).toMatchObject({
    created: 0,
    errors: [{ line: 1, code: "import.malformed" }],
  });
});

test("a record of 9 MB, or a quote that is never closed, ends a CSV file and keeps what came before", async () => {
  for (const [rubbish, reason] of [
    [`x,"${"x\n".repeat(4_500_000)}`, "8388608"],
    [record("x", "d".repeat(9 * 1024 * 1024)), "8388608"],
    [`x${",".repeat(200_000)}\n`, "does not end"],
    ['x,"X,,1\n', "Quote"],
  ] as const) {
    const word = uniqueWord();
    const text = head + record(`a-${word}`) + record(`b-${word}`) + rubbish + record(`c-${word}`);
    const { body } = await importing(text, csv);
    expect(body).toMatchObject({ created: 1, failed: 1, state: "ended" });
    expect(body.errors[0]?.message).toContain(reason);
    expect(body.errors[0]?.message).toContain("nothing behind it was read");
  }
});

test("what is compressed is refused by its header, or fails as the text that it is not", async () => {
  const zipped = (text: string) => gzipSync(text);
  for (const headers of [ndjson, csv]) {
    const coded = { ...headers, "content-encoding": "gzip" };
    expect((await importing(zipped(head), coded)).status).toBe(415);
  }
  expect((await importing(zipped(line("z")), ndjson)).body).toMatchObject({ created: 0, state: "done" });
  expect((await importing(zipped(head + record("z")), csv)).problem?.code).toBe("import.columns_missing");
});

test("a record of more than a megabyte fails its product with its line, and the others are kept", async () => {
  const word = uniqueWord();
  const long = "d".repeat(1_100_000);
  const rows = [record(`a-${word}`), record(`b-${word}`, long), `b-${word},,,1,,M\n`, record(`c-${word}`)];
  const { body } = await importing(head + rows.join(""), csv);
  expect(body).toMatchObject({ state: "done", created: 2, failed: 1 });
  expect(body.errors).toMatchObject([{ line: 3, code: "import.line_too_long" }]);
  const first = await importing(`Handle,Title,Variant Price\n"a-${word},A,1\n`, csv);
  expect(first.body).toMatchObject({ state: "ended", failed: 1, errors: [{ line: 2 }] });
});
