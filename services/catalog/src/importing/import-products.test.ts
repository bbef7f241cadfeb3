import { setImmediate } from "node:timers/promises";
import { createPauses } from "@shop/kit/process/pauses";
import { expect, onTestFinished, test, vi } from "vitest";
import { importErrors } from "./errors.ts";
import { readNdjson } from "./read-ndjson.ts";
import { importProducts } from "./import-products.ts";
import type { ImportDeps } from "./save-batch.ts";

const refuseAll = (): never => expect.unreachable("no row of these is good");

/** Of an import that saves nothing, on a clock that moves by a millisecond for each piece of work. */
async function importing(...chunks: (string | Uint8Array)[]) {
  let now = 0;
  const pause = createPauses({ clock: () => (now += 1) });
  const deps = { pause, products: { findByNames: refuseAll } } as unknown as ImportDeps;
  const ended = new AbortController();
  let turns = 0;
  const others = (async () => {
    while (!ended.signal.aborted) {
      await setImmediate();
      turns += 1;
    }
  })();
  let read = 0;
  async function* stream() {
    for (const chunk of chunks) {
      read += 1;
      yield typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    }
  }
  const bytes = stream();
  const rows = readNdjson(bytes, pause);
  const report = await importProducts(deps, { id: "1", rows, rest: bytes, goesOn: async () => true });
  ended.abort();
  await others;
  return { report, turns, read };
}

test.each([
  ["rows that are no products", Array.from({ length: 5 }, () => "{}\n".repeat(200))],
  ["rows that are not JSON", Array.from({ length: 5 }, () => "Handle;Title\n".repeat(200))],
  ["rows that are not UTF-8", Array.from({ length: 5 }, () => Buffer.from("ä\n".repeat(200), "latin1"))],
  ["blank lines", Array.from({ length: 1000 }, () => "\n".repeat(1000))],
  ["one line of 50 MB", Array.from({ length: 1000 }, () => Buffer.alloc(50_000, "x"))],
])("an import of %s lets others have a turn all the time", async (_what, chunks) => {
  const { turns } = await importing(...chunks);
  expect(turns).toBeGreaterThanOrEqual(50);
});

test("an import is ended after 10,000 refused rows, says so, and still hears the client to the end", async () => {
  // On a slow machine a batch would be old before it is full, and the last one not end at a round number.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { report, read } = await importing("{}\n".repeat(10_050), "1\n".repeat(100_000), "2\n");
  expect(report).toMatchObject({ created: 0, failed: 10_000 });
  expect(report.errors).toHaveLength(1001);
  expect(report.errors.at(-1)).toMatchObject({ line: 10_000, code: "import.ended" });
  expect(report.errors.at(-1)?.message).toContain("10000 rows were refused");
  expect(read).toBe(3);
});

test("a file that cannot be read any further is still heard to its end, so that its sender gets the answer", async () => {
  let read = 0;
  async function* rest() {
    for (; read < 5; read += 1) yield Buffer.from("x");
  }
  async function* rows() {
    yield { line: 2, size: 0, error: importErrors.brokenCsv("A quote"), isLast: true } as const;
  }
  const deps = { pause: async () => undefined } as unknown as ImportDeps;
  const source = { id: "1", rows: rows(), rest: rest(), goesOn: async () => true };
  expect(await importProducts(deps, source)).toMatchObject({ state: "ended", failed: 1 });
  expect(read).toBe(5);
});

test("a row of 80,000 names is not even parsed, and one whose text is full of quotes and colons is", async () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 80_000 }, (_, index) => [index.toString(36), ""]),
  );
  const rows = [{ attributes }, { description: '":'.repeat(20_000) }].map((row) => JSON.stringify(row));
  const { report } = await importing(rows.join("\n"));
  expect(report.errors.map(({ code }) => code)).toEqual(["import.too_many_names", "request.invalid"]);
  expect(report.errors[1]?.message).not.toContain("description");
});

test("what is told about a row does not grow with the row", async () => {
  const long = "x".repeat(500_000);
  const { report } = await importing(
    `${JSON.stringify({ [long]: 1, attributes: { [`\u0007${long}`]: "1" } })}\n`,
  );
  expect(report.failed).toBe(1);
  expect(JSON.stringify(report).length).toBeLessThan(1000);
});

type Saved = readonly { readonly product: { readonly id: string } }[];

/** An import into a catalogue without products; `save` answers what becomes of a batch. */
const depsWith = (save: (changes: Saved) => Promise<object>) =>
  ({
    pause: async () => undefined,
    now: () => new Date(0),
    currencies: ["EUR"],
    categories: { findMany: async () => [] },
    products: { findByNames: async () => [], takenNames: async () => [], save },
  }) as unknown as ImportDeps;

function* linesOf(count: number) {
  for (let index = 0; index < count; index += 1) {
    const variants = [{ sku: `s${index}`, price: { amount: 1, currency: "EUR" } }];
    yield Buffer.from(`${JSON.stringify({ id: `p${index}`, name: "P", variants })}\n`);
  }
}

test("what is being saved when the file breaks off is counted, and then the import fails", async () => {
  const saved: string[] = [];
  const deps = depsWith(async (changes) => {
    await setImmediate();
    saved.push(...changes.map(({ product }) => product.id));
    return { kind: "saved", products: [] };
  });
  async function* broken() {
    yield* linesOf(450);
    throw new Error("aborted");
  }
  const rows = readNdjson(broken(), deps.pause);
  const counts: number[] = [];
  const goesOn = async ({ created }: { readonly created: number }) => counts.push(created) > 0;
  const broke = importProducts(deps, { id: "1", rows, rest: broken(), goesOn });
  await expect(broke).rejects.toThrow("aborted");
  expect(saved).toHaveLength(400);
  expect(counts).toEqual([200, 400]);
});

test("of 200 rows the one that cannot be saved keeps none of the others out, nor are they saved one by one", async () => {
  const saves: number[] = [];
  const deps = depsWith(async (changes) => {
    saves.push(changes.length);
    const isTaken = changes.some(({ product }) => product.id === "p77");
    return isTaken ? { kind: "taken", what: "sku", value: "s77" } : { kind: "saved", products: [] };
  });
  async function* bytes() {
    yield* linesOf(200);
  }
  const rows = readNdjson(bytes(), deps.pause);
  const report = await importProducts(deps, { id: "1", rows, rest: bytes(), goesOn: async () => true });
  expect(report).toMatchObject({
    created: 199,
    failed: 1,
    errors: [{ line: 78, code: "product.sku_taken" }],
  });
  // Halves of 200 down to one, and that one tried again at the end.
  expect(saves.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(200)) + 3);
});
