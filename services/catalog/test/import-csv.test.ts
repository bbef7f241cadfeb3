/** Shopify product exports, as shops have them and as Excel leaves them. */
import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const importing = (body: string | Uint8Array) =>
  catalog.staff.importProducts({ body, headers: { "content-type": "text/csv; charset=utf-8" } });
const read = async (id: string) => (await catalog.public.getProduct({ params: { id } })).body;

/** A file with words of its own, so that it can be imported beside others. */
async function fileOf(name: string): Promise<{ word: string; text: string }> {
  const word = uniqueWord();
  const text = await readFile(new URL(`files/${name}`, import.meta.url), "utf8");
  return { word, text: text.replaceAll("@N@", word) };
}

test("an export without SKUs is taken, with SKUs made of handle and options, always the same", async () => {
  const { word, text } = await fileOf("shopify-no-sku.csv");
  const { body } = await importing(text);
  expect(body).toMatchObject({ created: 3, failed: 0, state: "done" });
  expect(new Set(body.warnings.map(({ code }) => code))).toEqual(new Set(["import.pictures_skipped"]));
  const [lantern, scarf, mug] = await Promise.all(
    ["lantern", "scarf", "mug"].map((name) => read(`field-${word}-${name}`)),
  );
  expect(lantern?.variants).toMatchObject([
    { sku: `field-${word}-lantern`, options: {}, price: { amount: 3000 } },
  ]);
  expect(lantern?.attributes).toEqual({ Type: "Lamp", Tags: "Paper, Light, Indoor" });
  expect(scarf?.variants.map(({ options, price }) => [options["Color"], price?.amount])).toEqual([
    ["Blue", 4299],
    ["Black", 4299],
  ]);
  expect(mug?.variants.map(({ options, price }) => [...Object.values(options), price?.amount])).toEqual([
    ["Small", "Cream", 850],
    ["Large", "Cream", 950],
  ]);
  const skus = [...(scarf?.variants ?? []), ...(mug?.variants ?? [])].map(({ sku }) => sku);
  expect((await importing(text)).body).toMatchObject({ created: 0, updated: 0, unchanged: 3, failed: 0 });
  const again = await Promise.all(["scarf", "mug"].map((name) => read(`field-${word}-${name}`)));
  expect(again.flatMap(({ variants }) => variants.map(({ sku }) => sku))).toEqual(skus);
});

test.each(["shopify-excel-comma.csv", "shopify-excel-semicolon.csv"])(
  "%s is read as it was meant",
  async (name) => {
    const { word, text } = await fileOf(name);
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect((await importing(text)).body).toMatchObject({ created: 2, failed: 0, warnings: [] });
    const [pot, plate] = await Promise.all(["kanne", "teller"].map((part) => read(`field-${word}-${part}`)));
    expect(pot).toMatchObject({ name: "Kännchen für zwei", brand: "Töpferei Süd", status: "active" });
    expect(pot?.description).toContain("spülmaschinenfest");
    expect([pot?.variants[0]?.price?.amount, plate?.variants[0]?.price?.amount]).toEqual([1990, 123_450]);
    expect(pot?.variants[0]).toMatchObject({ sku: `F-${word}-KANNE`, inStock: true });
  },
);

test("another shop's file is refused whole, and names the columns that are missing", async () => {
  const { text } = await fileOf("woocommerce-export.csv");
  const answer = await importing(text);
  expect(answer.status).toBe(400);
  expect(JSON.stringify(answer.problem)).toMatch(/Handle, Variant Price/);
  expect((await importing("")).status).toBe(400);
});

test("a column that is absent changes nothing, and an empty cell takes away", async () => {
  const handle = `h-${uniqueWord()}`;
  const row = `${handle},Bag,Acme,active,S-${handle},30`;
  await importing(`Handle,Title,Vendor,Status,Variant SKU,Variant Price\n${row}`);
  expect((await importing(`Handle,Variant Price\n ${handle.toUpperCase()} ,31`)).body).toMatchObject({
    updated: 1,
  });
  expect(await read(handle)).toMatchObject({
    name: "Bag",
    brand: "Acme",
    variants: [{ sku: `S-${handle}` }],
  });
  await importing(`Handle,Vendor,Variant Price\n${handle},,31`);
  expect(await read(handle)).toMatchObject({ name: "Bag", brand: null, price: { amount: 3100 } });
});

test("a file without options leaves them, and a product's only variant is the one that is meant", async () => {
  const handle = `o-${uniqueWord()}`;
  const columns = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price";
  const rows = ["Black", "Red"].map((color) => `${handle},Bag,Color,${color},${color}-${handle},30`);
  const skus = [`Black-${handle}`, `Red-${handle}`];
  expect((await importing([columns, rows[0]].join("\n"))).body).toMatchObject({ created: 1 });
  for (const file of [
    `Handle,Variant Price\n${handle},31`,
    `Handle,Variant SKU,Variant Price\n${handle},${skus[0]},32`,
  ])
    expect((await importing(file)).body).toMatchObject({ updated: 1, failed: 0 });
  const one = { sku: skus[0], options: { Color: "Black" }, price: { amount: 3200 } };
  expect((await read(handle)).variants).toMatchObject([one]);

  expect((await importing([columns, ...rows].join("\n"))).body).toMatchObject({ updated: 1 });
  const both = skus.map((sku) => `${handle},${sku},33`);
  const { body } = await importing(["Handle,Variant SKU,Variant Price", ...both].join("\n"));
  expect(body).toMatchObject({ updated: 1, failed: 0 });
  const { body: unclear } = await importing(`Handle,Variant Price\n${handle},34`);
  expect(unclear).toMatchObject({ updated: 0, failed: 1 });
  expect((await read(handle)).variants).toMatchObject([
    { options: { Color: "Black" }, price: { amount: 3300 } },
    { options: { Color: "Red" }, price: { amount: 3300 } },
  ]);
});

test("a SKU that is not ours is rewritten with a warning, and a number's apostrophe goes", async () => {
  const word = uniqueWord();
  const rows = [`a-${word},A,KDP-1/MS ${word},1`, `b-${word},B,'00${word},2`, `c-${word},C,Ü ${word},3`];
  const { body } = await importing(`Handle,Title,Variant SKU,Variant Price\n${rows.join("\n")}`);
  expect(body).toMatchObject({ created: 3, failed: 0 });
  expect(body.warnings.map(({ line, code }) => [line, code])).toEqual([
    [2, "import.sku_rewritten"],
    [4, "import.sku_rewritten"],
  ]);
  const products = await Promise.all(["a", "b", "c"].map((letter) => read(`${letter}-${word}`)));
  const skus = products.map(({ variants }) => variants[0]?.sku);
  expect(skus).toEqual([`KDP-1-MS-${word}`, `00${word}`, `U-${word}`]);
});

test.each([
  ["unlisted", ""],
  ["active", "perhaps"],
  ["", "perhaps"],
])(
  "a new product with status %j and published %j is a draft until somebody says otherwise",
  async (status, published) => {
    const word = uniqueWord();
    const importOne = async (cells: string) =>
      (await importing(`Handle,Title,Variant Price,Status,Published\nu-${word},U,1,${cells}`)).body;
    const shown = async () => (await catalog.public.getProduct({ params: { id: `u-${word}` } })).status;
    const { warnings } = await importOne(`${status},${published}`);
    expect(warnings.map(({ message }) => message).join()).toContain("a new product is a draft");
    expect(await shown()).toBe(404);
    expect(await importOne("active,")).toMatchObject({ updated: 1 });
    expect(await shown()).toBe(200);
    await importOne(`${status},${published}`);
    expect(await shown()).toBe(200);
  },
);

test("a bad row is told with its line, in this file's own words, and the others are kept", async () => {
  const word = uniqueWord();
  const head = "Handle,Title,Variant SKU,Variant Price,Status,Published";
  const lines = [
    head,
    `ok-${word},"two\nlines are no name",,1,,`,
    `free-${word},Free,,free,,`,
    ",,,,,",
    `mueller-${word},M\u00fcller,,1,,`,
    `new-${word},,,1,,`,
    `off-${word},Off,,1,active,FALSCH`,
    `odd-${word},Odd,,1,gone,perhaps`,
    `good-${word},Good,,1,,`,
  ];
  const bytes = Buffer.concat(
    lines.map((line) => Buffer.from(`${line}\n`, line.startsWith("mueller") ? "latin1" : "utf8")),
  );
  const { body } = await importing(bytes);
  expect(body).toMatchObject({ created: 3, failed: 4 });
  expect(body.errors.map(({ line, code }) => [line, code])).toEqual([
    [2, "request.invalid"],
    [4, "request.invalid"],
    [6, "import.not_utf8"],
    [7, "request.invalid"],
  ]);
  expect(body.errors[1]?.message).toContain("Variant Price free is no price");
  expect(body.warnings.map(({ line }) => line)).toEqual([9, 9]);
  expect((await catalog.public.getProduct({ params: { id: `off-${word}` } })).status).toBe(404);
  expect((await read(`good-${word}`)).price).toEqual({ amount: 100, currency: "EUR" });
});

test("a handle with more rows than a product can have fails as one, and the next product is kept", async () => {
  const word = uniqueWord();
  const many = Array.from({ length: 1_001 }, (_, index) => `many-${word},Many,S${index}-${word},1`);
  const rows = [...many, `next-${word},Next,,1`].join("\n");
  const { body } = await importing(`Handle,Title,Variant SKU,Variant Price\n${rows}`);
  expect(body).toMatchObject({ created: 1, failed: 1, errors: [{ line: 2, code: "import.malformed" }] });
});

test("a quote that is never closed ends the import with its reason, and what came before is kept", async () => {
  const word = uniqueWord();
  const rows = ["a", "b"].map((id) => `${id}-${word},${id},1`).concat(`c-${word},"C,1`, `d-${word},D,1`);
  const { body } = await importing(`Handle,Title,Variant Price\n${rows.join("\n")}\n`);
  expect(body).toMatchObject({ created: 1, failed: 1, state: "ended" });
  expect(body.errors).toMatchObject([{ line: 4, code: "import.malformed" }]);
  expect(body.errors[0]?.message).toContain("nothing behind it was read");
});
