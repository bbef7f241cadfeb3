/** Files as people have them: of another encoding, with other line ends, with names and SKUs that are not ours. */
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const importing = async (body: string | Uint8Array) => (await catalog.staff.importProducts({ body })).body;
const read = async (id: string) => (await catalog.public.getProduct({ params: { id } })).body;
const row = (id: string, changes: object = {}): string =>
  JSON.stringify({ id, name: id, variants: [{ sku: `S-${id}`, price: euros(1290), stock: 2 }], ...changes });

test("a row in another encoding fails with its line, and the others are kept", async () => {
  const [plain, umlaut, last] = [1, 2, 3].map((index) => `e${index}-${uniqueWord()}`) as [
    string,
    string,
    string,
  ];
  const report = await importing(
    Buffer.concat([
      Buffer.from(`${row(plain)}\n`),
      Buffer.from(`${row(umlaut, { name: "Glas für Müller" })}\n`, "latin1"),
      Buffer.from(row(last, { name: "Krug für Müller" })),
    ]),
  );
  expect(report).toMatchObject({ created: 2, failed: 1 });
  expect(report.errors).toMatchObject([{ line: 2, code: "import.not_utf8" }]);
  expect(report.errors[0]?.message).toContain("not UTF-8");
  expect((await read(last)).name).toBe("Krug für Müller");
  expect((await catalog.public.getProduct({ params: { id: umlaut } })).status).toBe(404);
});

test("separators that only look like line ends are text: rows are created, then unchanged, the text as sent", async () => {
  const [first, second] = [`s1-${uniqueWord()}`, `s2-${uniqueWord()}`];
  const description = "One\u2028two\u2029three\u0085four\tfive\u000bsix";
  const lines = [row(first, { description }), "", row(second, { description: "plain" }), ""];
  const body = `\uFEFF${lines.join("\r\n")}`;
  expect(body).toContain("\u2028");
  const none = { created: 0, updated: 0, unchanged: 0, failed: 0, errors: [] };
  expect(await importing(body)).toMatchObject({ created: 2, failed: 0 });
  expect(await importing(body)).toMatchObject({ ...none, unchanged: 2 });
  expect((await read(first)).description).toBe(description);
});

const names = [
  "Weight (g)",
  "RAM/ROM",
  "Length, cm",
  "Colour & pattern",
  "Size: EU",
  "Wi-Fi 5 GHz?",
  "No. of doors",
  "Largeur x Hauteur x Profondeur hors tout (mm)",
  "$where",
  "constructor",
];

test("attributes and options with units, slashes and dots keep their names, and are found by them", async () => {
  const word = uniqueWord();
  const rows = names.map((name, index) => {
    const variants = [{ sku: `N-${word}-${index}`, price: euros(1), options: { [name]: "42" } }];
    return row(`n${index}-${word}`, { attributes: { [name]: `v ${word}` }, variants });
  });
  expect(await importing(rows.join("\n"))).toMatchObject({ created: names.length, failed: 0 });
  expect(await importing(rows.join("\n"))).toMatchObject({ unchanged: names.length, failed: 0 });
  for (const [index, name] of names.entries()) {
    const id = `n${index}-${word}`;
    const product = await read(id);
    expect(product.attributes).toEqual({ [name]: `v ${word}` });
    expect(product.options).toEqual([{ name, values: ["42"] }]);
    expect(product.variants[0]?.options).toEqual({ [name]: "42" });
    const found = await fetch(`${catalog.url}/products?attributes.${encodeURIComponent(name)}=v%20${word}`);
    expect(((await found.json()) as { items: { id: string }[] }).items.map((item) => item.id)).toEqual([id]);
  }
});

test("a name that cannot be one fails its row, and the report says what is allowed", async () => {
  const id = uniqueWord();
  const hidden = row(id).replace("{", '{"attributes":{"__proto__":"42"},');
  const { errors } = await importing([row(id, { attributes: { "\u200b": "42" } }), hidden].join("\n"));
  expect(errors.map(({ line }) => line)).toEqual([1, 2]);
  expect(errors[0]?.message).toContain("letters, marks, digits, spaces, punctuation");
  expect(errors[1]?.message).toContain("attributes.__proto__");
});

test.each([
  ["a SKU with a slash", { variants: [{ sku: "KDP-1/MS", price: euros(1) }] }, "variants.0.sku"],
  [
    "a price in yen",
    { variants: [{ sku: "Y", price: { amount: 1999, currency: "JPY" } }] },
    "variants.0.price.currency",
  ],
  ["a price as text", { variants: [{ sku: "Y", price: "19.90" }] }, "variants.0.price"],
  [
    "two variants nobody can tell apart",
    { variants: ["T1", "T2"].map((sku) => ({ sku, price: euros(1) })) },
    "variants.1",
  ],
])("%s in row 2 of 3 fails that row, with its line and its place", async (_what, changes, place) => {
  const word = uniqueWord();
  const rows = [row(`a-${word}`), row(`b-${word}`, changes), row(`c-${word}`)];
  const report = await importing(rows.join("\n"));
  expect(report).toMatchObject({ created: 2, failed: 1, errors: [{ line: 2 }] });
  expect(report.errors[0]?.message).toContain(place);
});

test("an upload of something else is ended, and what was created before is told and kept", async () => {
  const [early, late] = [`early-${uniqueWord()}`, `late-${uniqueWord()}`];
  const other = "Handle;Title;Price\n".repeat(10_200);
  const report = await importing(`${row(early)}\n${other}${row(late)}\n`);
  expect(report).toMatchObject({ created: 1, unchanged: 0 });
  expect(report.errors.at(-1)).toMatchObject({ code: "import.ended" });
  expect((await read(early)).id).toBe(early);
  expect((await catalog.public.getProduct({ params: { id: late } })).status).toBe(404);
});
