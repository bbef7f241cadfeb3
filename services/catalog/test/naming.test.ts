/** What things are called: SKUs, slugs, variants, and who may have a name that was another's. */
import type { NewProduct } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const create = (changes: Partial<NewProduct> = {}) =>
  catalog.staff.createProduct({ body: aProduct(changes) });
const variant = (sku: string, more: object = {}) => ({ sku, options: {}, price: euros(100), ...more });

test.each(["KDP-1/MS", "SKU 001", "Ü-1", ".a", "-a", "a&b", "a".repeat(65), ""])(
  "the SKU %j is refused, and the answer says where",
  async (sku) => {
    const { status, problem } = await create({ variants: [variant(sku)] });
    expect(status).toBe(400);
    expect(problem?.errors).toMatchObject([{ path: "variants.0.sku" }]);
  },
);

test.each([".07-60", "+1", ":EU", "~x", "._~+:-"])(
  "a SKU that ends in %s is stocked, quoted and found in the ledger",
  async (ending) => {
    const sku = `N${uniqueWord()}${ending}`;
    const row = { ...aProduct(), variants: [variant(sku, { stock: 5 })] };
    expect((await catalog.staff.importProducts({ body: JSON.stringify(row) })).body.created).toBe(1);
    const token = await catalog.tokenFor("staff");
    const escaped = Buffer.from(sku).toString("hex").replace(/../g, "%$&");
    for (const path of [sku, encodeURIComponent(sku), escaped]) {
      const answer = await fetch(`${catalog.url}/stock/${path}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      expect(await answer.json()).toMatchObject({ sku, onHand: 5 });
    }
    const key = { "idempotency-key": `key-of-${uniqueWord()}-0000` };
    const change = { params: { sku }, body: { delta: -2, reason: "broken" }, headers: key };
    expect((await catalog.staff.adjustStock(change)).body.onHand).toBe(3);
    expect((await catalog.staff.listMovements({ params: { sku } })).body.items).toHaveLength(2);
    const { body } = await catalog.internal.quote({ body: { skus: [sku] } });
    expect(body.items).toMatchObject([{ sku, available: 3 }]);
    const taken = await create({ variants: [variant(sku)] });
    expect([taken.status, taken.problem?.code]).toEqual([409, "product.sku_taken"]);
    expect(taken.problem?.detail).toContain(sku);
  },
);

test("a small letter makes another SKU than a capital one", async () => {
  const word = uniqueWord();
  const skus = [`a-${word}`, `A-${word}`];
  expect(
    (await create({ variants: skus.map((sku) => variant(sku, { name: `No. ${sku.charCodeAt(0)}` })) }))
      .status,
  ).toBe(201);
  const { body } = await catalog.internal.quote({ body: { skus } });
  expect(body.items.map(({ sku }) => sku)).toEqual(skus);
});

test("two variants with equal options need different names, on every way in", async () => {
  const [a, b] = [`A-${uniqueWord()}`, `B-${uniqueWord()}`];
  const twins = [a, b].map((sku) => variant(sku, { options: { Size: "M" } }));
  const told = [
    variant(a, { options: { Size: "M" }, name: "Old" }),
    variant(b, { options: { Size: "M" }, name: "New" }),
  ];
  const twin = { status: 409, problem: { code: "product.twin_variants", errors: [{ path: "variants.1" }] } };
  expect(await create({ variants: twins })).toMatchObject(twin);
  const product = await create({ variants: told });
  expect(product.status).toBe(201);
  const target = { params: { id: product.body.id }, headers: ifMatch(product) };
  expect(
    await catalog.staff.replaceProduct({ ...target, body: aProduct({ variants: twins }) }),
  ).toMatchObject(twin);
  const sameName = told.map((each) => ({ ...each, name: "Cafe\u0301 " }));
  sameName[1] = { ...variant(b, { options: { Size: "M" } }), name: "CAF\u00c9" };
  expect(await catalog.staff.updateProduct({ ...target, body: { variants: sameName } })).toMatchObject(twin);
  const row = { ...aProduct({ id: product.body.id }), variants: twins };
  const { body } = await catalog.staff.importProducts({ body: JSON.stringify(row) });
  expect(body.errors).toMatchObject([{ line: 1, code: "product.twin_variants" }]);
});

test.each([
  ["Кружка", /^kruzhka/],
  ["商品", /^shangpin/],
  ["🦊🦊", /^fox-fox/],
  ["---", /^[0-9a-f-]{36}$/],
  ["İstanbul Çantası", /^istanbul-cantasi/],
  ["Son môi Đỏ Gạch", /^son-moi-do-gach/],
  ["Straße & Café", /^strasse-cafe/],
  ["x".repeat(300), /^x{83,120}/],
])("two products called %s have addresses of their own, and so have two categories", async (name, format) => {
  const products = [await create({ name }), await create({ name })];
  const categories = [
    await catalog.staff.createCategory({ body: { name: name.slice(0, 200) } }),
    await catalog.staff.createCategory({ body: { name: name.slice(0, 200) } }),
  ];
  for (const [first, second] of [products, categories]) {
    expect([first?.status, second?.status]).toEqual([201, 201]);
    expect(first?.body.slug).toMatch(format);
    expect(second?.body.slug).toMatch(format);
    expect(first?.body.slug).not.toBe(second?.body.slug);
  }
  for (const { body } of products) {
    expect(body.slug.length).toBeLessThanOrEqual(120);
    expect((await catalog.public.getProduct({ params: { id: body.slug } })).body.id).toBe(body.id);
  }
});

test("what is removed gives back its address and its SKU: the slug leads to the new product", async () => {
  const word = uniqueWord();
  const same = { slug: `cover-${word}`, variants: [variant(`C-${word}`)] };
  const first = await create({ id: `old-${word}`, ...same });
  await catalog.staff.removeProduct({ params: { id: first.body.id }, headers: ifMatch(first) });
  expect((await create({ id: `new-${word}`, ...same })).status).toBe(201);
  expect((await catalog.public.getProduct({ params: { id: same.slug } })).body.id).toBe(`new-${word}`);
  expect((await create({ id: `old-${word}` })).status).toBe(201);
});

test("a category of one name below two others is two categories, and each filter finds its own", async () => {
  const found = async (parent: string) => {
    const { id: parentId } = (await catalog.staff.createCategory({ body: { name: parent } })).body;
    const { id, slug } = (await catalog.staff.createCategory({ body: { name: "Accessories", parentId } }))
      .body;
    const product = (await create({ categories: [id] })).body.id;
    return { slug, parentId, product };
  };
  const [men, women] = [await found("Men"), await found("Women")];
  expect(men.slug).not.toBe(women.slug);
  for (const { slug, parentId, product } of [men, women])
    for (const category of [slug, parentId]) {
      const { body } = await catalog.public.listProducts({ query: { category } });
      expect(body.items.map(({ id }) => id)).toEqual([product]);
    }
});

test.each(["JPY", "KWD", "eur", ""])(
  "a price in %s is refused, and the answer says where",
  async (currency) => {
    const body = JSON.stringify({ name: "x", variants: [{ sku: "x", price: { amount: 1999, currency } }] });
    const { status, problem } = await catalog.staff.createProduct({ body });
    expect([status, problem?.errors?.[0]?.path]).toEqual([400, "variants.0.price.currency"]);
  },
);

test("9,000 bad names are answered by one mistake, on every way in", async () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 9_000 }, (_, index) => [`\t${index.toString(36)}`, 1]),
  );
  const product = await create();
  const target = { params: { id: product.body.id }, headers: ifMatch(product) };
  const mistake = {
    status: 400,
    problem: { errors: [{ path: "attributes", message: "must be 50 at most" }] },
  };
  const body = JSON.stringify({ ...aProduct(), attributes });
  expect(await catalog.staff.createProduct({ body })).toMatchObject(mistake);
  expect(await catalog.staff.replaceProduct({ ...target, body })).toMatchObject(mistake);
  const patched = await catalog.staff.updateProduct({ ...target, body: JSON.stringify({ attributes }) });
  expect(patched.problem?.errors).toEqual([{ path: "attributes", message: "must be 100 at most" }]);
  const unknown = await catalog.staff.createProduct({ body: JSON.stringify(attributes) });
  expect(unknown.problem?.errors).toEqual([{ path: "body", message: "must be 100 at most" }]);
  const more = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [index.toString(36), ""]));
  const most = await catalog.staff.createProduct({ body: JSON.stringify({ attributes: more }) });
  expect([most.status, most.problem?.code]).toEqual([400, "request.malformed"]);
});
