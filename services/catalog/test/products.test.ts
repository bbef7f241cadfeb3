import { randomUUID } from "node:crypto";
import type { NewProduct } from "@shop/contracts/catalog/products";
import { euros } from "@shop/contracts/language/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const created = async (changes: Partial<NewProduct> = {}) => {
  const { body, headers } = await catalog.staff.createProduct({ body: aProduct(changes) });
  return { ...body, headers };
};
const read = (id: string) => catalog.staff.getProduct({ params: { id } });
const codeOf = async (answer: Promise<{ problem: { code: string } | undefined }>) =>
  (await answer).problem?.code;

const refusalOf = (changes: Partial<NewProduct>) =>
  codeOf(catalog.staff.createProduct({ body: aProduct(changes) }));
const statusesOf = (answers: readonly { status: number }[]) =>
  Object.fromEntries(
    Object.entries(Object.groupBy(answers, ({ status }) => status)).map(([status, same]) => [
      status,
      same?.length,
    ]),
  );

test("a new product is found by its id and by its slug, with an ETag and its tags", async () => {
  const word = uniqueWord();
  const id = `id-${word}`;
  const answer = await catalog.staff.createProduct({ body: aProduct({ id, name: `Große Hülle ${word}` }) });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("location")).toBe(`/products/${id}`);
  expect(answer.headers.get("etag")).toMatch(/^"1-[0-9a-f]{8}"$/);
  const byId = await catalog.public.getProduct({ params: { id } });
  const bySlug = await catalog.public.getProduct({ params: { id: `grosse-hulle-${word}` } });
  expect(byId.body).toEqual(bySlug.body);
  expect(byId.body).toMatchObject({ id, slug: `grosse-hulle-${word}`, price: euros(1999), version: 1 });
  expect(byId.headers.get("surrogate-key")?.split(" ")).toContain(`product:${id}`);
  expect(byId.headers.get("cache-control")).toBe("public, max-age=5");
  const seen = { "if-none-match": byId.headers.get("etag") ?? "" };
  expect((await catalog.public.getProduct({ params: { id }, headers: seen })).status).toBe(304);
});

test("what is not active is missing for the public and there for staff", async () => {
  const { id } = await created({ status: "draft" });
  expect(await codeOf(catalog.public.getProduct({ params: { id } }))).toBe("product.not_found");
  expect((await read(id)).body.status).toBe("draft");
});

test("only staff may change products", async () => {
  const customer = await catalog.as("customer");
  expect((await customer.createProduct({ body: aProduct() })).status).toBe(403);
  expect((await catalog.public.createProduct({ body: aProduct() })).status).toBe(401);
});

test.each([
  ["no variant", { variants: [] }, "variants"],
  ["a SKU twice", { variants: [1, 2].map(() => ({ sku: "A", options: {}, price: euros(1) })) }, "variants"],
  ["a reserved id", { id: "import" }, "id"],
  ["an unknown category", { categories: ["nowhere"] }, "categories.0"],
  ["a picture from elsewhere", { images: [{ url: "https://evil.example/x.svg", alt: "" }] }, "images.0.url"],
  [
    "a price of less than nothing",
    { variants: [{ sku: "A", options: {}, price: euros(-1) }] },
    "variants.0.price.amount",
  ],
  ["an attribute without a name", { attributes: { " ": "1" } }, "attributes. "],
])("a product with %s is refused, and the answer says where", async (_what, changes, path) => {
  const { status, problem } = await catalog.staff.createProduct({ body: aProduct(changes) });
  expect(status).toBe(400);
  expect(problem?.errors?.map((error) => error.path)).toContain(path);
});

test("an id, a slug and a SKU belong to one product, and an address leads to one", async () => {
  const word = uniqueWord();
  const first = await created({ id: `first-${word}`, slug: `cover-${word}` });
  expect(await refusalOf({ id: first.id })).toBe("product.id_taken");
  expect(await refusalOf({ slug: first.slug })).toBe("product.slug_taken");
  expect(await refusalOf({ id: first.slug })).toBe("product.id_taken");
  expect(await refusalOf({ slug: first.id })).toBe("product.slug_taken");
  expect(
    await refusalOf({ variants: first.variants.map(({ sku }) => ({ sku, price: euros(5), options: {} })) }),
  ).toBe("product.sku_taken");
  const other = await created();
  const patch = (body: object) =>
    codeOf(catalog.staff.updateProduct({ params: { id: other.id }, headers: ifMatch(other), body }));
  expect(await patch({ slug: first.id })).toBe("product.slug_taken");
  expect(await patch({ variants: [{ sku: first.variants[0]?.sku ?? "", price: euros(1) }] })).toBe(
    "product.sku_taken",
  );
});

test("of 10 products that want the same id, slug or SKU at once, one gets it", async () => {
  for (const same of [{ id: uniqueWord() }, { slug: uniqueWord() }, { variants: aProduct().variants }]) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => catalog.staff.createProduct({ body: aProduct(same) })),
    );
    expect(statusesOf(answers)).toEqual({ 201: 1, 409: 9 });
  }
});

test("a slug that is made from the name gives way to one that is there", async () => {
  const name = `Twin ${uniqueWord()}`;
  const slugs = await Promise.all([1, 2].map(async () => (await created({ name })).slug));
  expect(new Set(slugs).size).toBe(2);
});

test("replacing counts the version, keeps the slug and leaves out what is not given", async () => {
  const product = await created();
  const body = { name: "New name", variants: [{ sku: `NEW-${uniqueWord()}`, price: euros(5) }] };
  const answer = await catalog.staff.replaceProduct({
    params: { id: product.id },
    headers: ifMatch(product),
    body,
  });
  expect(answer.body).toMatchObject({
    name: "New name",
    slug: product.slug,
    brand: null,
    attributes: {},
    version: 2,
  });
  expect((await read(product.id)).body).toEqual(answer.body);
});

test.each(["application/merge-patch+json", "application/json"])("a merge patch as %s", async (type) => {
  const product = await created({ attributes: { color: "red", size: "M" }, brand: "Acme" });
  const answer = await catalog.staff.updateProduct({
    params: { id: product.id },
    headers: { ...ifMatch(product), "content-type": type },
    body: { brand: null, attributes: { size: null, weight: "10 g" } },
  });
  expect(answer.body).toMatchObject({
    brand: null,
    attributes: { color: "red", weight: "10 g" },
    name: product.name,
  });
});

test("a patch that changes nothing is no edit", async () => {
  const product = await created();
  const { params, headers } = { params: { id: product.id }, headers: ifMatch(product) };
  expect(
    (await catalog.staff.updateProduct({ params, headers, body: { name: product.name } })).body.version,
  ).toBe(1);
});

test("a changed product is refused in this order: 404, 428, 412", async () => {
  const product = await created();
  const params = { id: product.id };
  const body = { name: "x", variants: [{ sku: `X-${uniqueWord()}`, price: euros(1) }] };
  const missing = { params: { id: randomUUID() } };
  const stale = { "if-match": '"7-00000000"' };
  expect((await catalog.staff.replaceProduct({ ...missing, body })).status).toBe(404);
  expect((await catalog.staff.removeProduct(missing)).status).toBe(404);
  expect((await catalog.staff.replaceProduct({ params, body })).status).toBe(428);
  expect((await catalog.staff.updateProduct({ params, body: { name: "y" } })).status).toBe(428);
  expect((await catalog.staff.removeProduct({ params })).status).toBe(428);
  expect((await catalog.staff.replaceProduct({ params, body, headers: stale })).status).toBe(412);
  expect((await catalog.staff.updateProduct({ params, body: { name: "y" }, headers: stale })).status).toBe(
    412,
  );
  expect((await catalog.staff.removeProduct({ params, headers: stale })).status).toBe(412);
  expect((await read(product.id)).body).toMatchObject({ version: 1 });
});

test("of 10 edits that have all seen the same version one is made and 9 are told", async () => {
  const product = await created();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, index) =>
      catalog.staff.updateProduct({
        params: { id: product.id },
        headers: ifMatch(product),
        body: { name: `n${index}` },
      }),
    ),
  );
  expect(statusesOf(answers)).toEqual({ 200: 1, 412: 9 });
  expect((await read(product.id)).body.version).toBe(2);
});

test("edits with If-Match: * are all made, one after another", async () => {
  const { id } = await created();
  const edit = (attributes: Record<string, string>) =>
    catalog.staff.updateProduct({ params: { id }, headers: { "if-match": "*" }, body: { attributes } });
  const answers = await Promise.all(Array.from({ length: 5 }, (_, index) => edit({ [`a${index}`]: "x" })));
  expect(statusesOf(answers)).toEqual({ 200: 5 });
  const { version, attributes } = (await read(id)).body;
  expect({ version, count: Object.keys(attributes).length }).toEqual({ version: 6, count: 6 });
});
