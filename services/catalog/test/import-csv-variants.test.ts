/** SKUs that a CSV file does not give, and the numbers of its variants. */
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const importing = async (lines: readonly string[], { staff } = catalog) =>
  (await staff.importProducts({ body: lines.join("\n"), headers: { "content-type": "text/csv" } })).body;
const read = async (id: string, { public: everybody } = catalog) =>
  (await everybody.getProduct({ params: { id } })).body;
const skusOf = async (id: string) => (await read(id)).variants.map(({ sku }) => sku);

const head = "Handle,Title,Option1 Name,Option1 Value,Variant Price";

test("a product's option and another product's name make SKUs of their own, the same ones again", async () => {
  const word = `s${uniqueWord()}`;
  const rows = [head, `${word},Scarf,Color,Blue,30`, `${word}-blue,Blue scarf,,,31`];
  expect(await importing(rows)).toMatchObject({ created: 2, failed: 0 });
  const skus = await Promise.all([word, `${word}-blue`].map(skusOf));
  expect(skus).toEqual([[`${word}_blue`], [`${word}-blue`]]);
  expect(await importing(rows)).toMatchObject({ unchanged: 2, failed: 0 });
});

test("options that differ in signs alone, or have no letters, make SKUs of their own", async () => {
  const word = uniqueWord();
  const rows = ["+1.5", "-1.5", "*", "**"].map((power) => `lens-${word},Lens,Power,${power},30`);
  expect(await importing([head, ...rows])).toMatchObject({ created: 1, failed: 0 });
  const skus = await skusOf(`lens-${word}`);
  expect(skus[0]).toBe(`lens-${word}_1-5`);
  expect(new Set(skus).size).toBe(4);
  expect(await importing([head, rows[2] ?? "", rows[1] ?? "", rows[0] ?? "", rows[3] ?? ""])).toMatchObject({
    failed: 0,
  });
  expect((await skusOf(`lens-${word}`)).toSorted()).toEqual(skus.toSorted());
});

test("a variant that is there keeps the SKU that it has, whatever one would be made now", async () => {
  const word = uniqueWord();
  const kept = { sku: `old-${word}-blue`, options: { Color: "Blue" }, price: euros(3000) };
  const product = { slug: `old-${word}`, name: "Old", attributes: {}, variants: [kept] };
  await catalog.staff.createProduct({ body: aProduct(product) });
  expect(await importing([head, `old-${word},Old,Color,Blue,30`, `old-${word},,,Red,30`])).toMatchObject({
    updated: 1,
    failed: 0,
  });
  expect(await skusOf(`old-${word}`)).toEqual([kept.sku, `old-${word}_red`]);
});

test("a comma that cuts a price in two fails its product, whichever column stands last, and the others are kept", async () => {
  const word = uniqueWord();
  const last = [
    "Handle,Title,Variant SKU,Variant Price",
    `${word}-a,A,${word}-a,19,90`,
    `${word}-b,B,${word}-b,5,,`,
    `${word}-c,C`,
  ];
  const report = await importing(last);
  expect(report).toMatchObject({ created: 1, failed: 2 });
  expect(report.errors.map(({ line, code }) => [line, code])).toEqual([
    [2, "import.malformed"],
    [4, "request.invalid"],
  ]);
  expect((await read(`${word}-b`)).price).toEqual(euros(500));
  const first = [`Handle,Title,Variant Price,Variant SKU`, `${word}-d,D,12,50,${word}-d`];
  expect(await importing(first)).toMatchObject({ created: 0, failed: 1 });
});

test("quantities and weights are read as spreadsheets write them; what is no number is told", async () => {
  const word = uniqueWord();
  const rows = [
    'grouped,"1,000","1,250.4"',
    "decimal,12.0,12.0",
    "sold,-3,0",
    "empty,,",
    "words,lots,heavy",
    "half,1.5,-1",
  ].map((row) => `${row.replace(",", `-${word},P,`)},9`);
  const report = await importing(["Handle,Title,Variant Inventory Qty,Variant Grams,Variant Price", ...rows]);
  expect(report).toMatchObject({ created: 6, failed: 0 });
  const ignored = { code: "import.value_ignored" };
  expect(report.warnings).toMatchObject([6, 6, 7, 7].map((line) => ({ line, ...ignored })));
  expect(report.warnings[0]?.message).toContain("Variant Inventory Qty lots");
  expect(report.warnings[3]?.message).toContain("Variant Grams -1");
  const skus = ["grouped", "decimal", "sold", "empty"].map((name) => `${name}-${word}`);
  const found = await Promise.all(
    skus.map(async (sku) => {
      const { body } = await catalog.staff.getStock({ params: { sku } });
      return [body.onHand, (await read(sku)).variants[0]?.weightGrams];
    }),
  );
  expect(found).toEqual([
    [1000, 1250],
    [12, 12],
    [0, 0],
    [0, undefined],
  ]);
});

test("prices of three decimals are never a thousand times too low: what is unclear is refused", async () => {
  await using shop = await runCatalog({ currencies: ["KWD"] });
  const columns = ["Handle", "Title", "Variant Price"];
  const comma = [columns.join(","), 'a,A,"1,250"', 'b,B,"1,250.000"', "c,C,1.250", "d,D,1250"];
  const report = await importing(comma, shop);
  expect(report).toMatchObject({ created: 3, failed: 1, errors: [{ line: 2, code: "request.invalid" }] });
  expect(report.errors[0]?.message).toContain("Variant Price 1,250 may be thousands or decimals");
  const semicolon = [columns.join(";"), "e;E;1.250", "f;F;1.250,000", "g;G;1,250"];
  expect(await importing(semicolon, shop)).toMatchObject({ created: 2, failed: 1, errors: [{ line: 2 }] });
  const amounts = await Promise.all(
    ["b", "c", "d", "f", "g"].map(async (id) => (await read(id, shop)).price?.amount),
  );
  expect(amounts).toEqual([1_250_000, 1250, 1_250_000, 1_250_000, 1250]);
});

test("SKUs that would be rewritten alike stay apart, and the same whenever the file comes", async () => {
  const word = uniqueWord();
  const rows = ["TS/M", "TS M", "TS-M"].map(
    (sku, index) => `t-${word},T,Size,${index},${index + 1},${sku}${word}`,
  );
  expect(await importing([`${head},Variant SKU`, ...rows])).toMatchObject({ created: 1, failed: 0 });
  const skus = await skusOf(`t-${word}`);
  expect(new Set(skus).size).toBe(3);
  expect(skus[2]).toBe(`TS-M${word}`);
  for (const sku of skus) expect(sku).toMatch(new RegExp(`^TS-M${word}`));
  expect(await importing([`${head},Variant SKU`, ...rows])).toMatchObject({ unchanged: 1, failed: 0 });
});
