/** Products that are called as a word of addresses under `/products` is. */
import type { NewProduct } from "@shop/contracts/catalog/products";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const create = (changes: Partial<NewProduct> = {}) =>
  catalog.staff.createProduct({ body: aProduct(changes) });

test.each(["import", "export", "imports"])(
  "a product called %s has its page at another address, and no address is taken from what is there",
  async (word) => {
    const name = word.toUpperCase();
    const { status, body } = await create({ name });
    expect([status, body.slug]).toEqual([201, `${word}-${body.id}`]);
    expect((await catalog.public.getProduct({ params: { id: body.slug } })).body.name).toBe(name);
    const row = JSON.stringify({ ...aProduct({ name }), id: `r-${uniqueWord()}` });
    expect((await catalog.staff.importProducts({ body: row })).body.created).toBe(1);

    expect((await create({ id: word })).problem?.errors).toMatchObject([{ path: "id" }]);
    const refused = { status: 400, problem: { errors: [{ path: "slug" }] } };
    expect(await create({ slug: word })).toMatchObject(refused);
    const target = { params: { id: body.id }, headers: { "if-match": "*" } };
    expect(await catalog.staff.updateProduct({ ...target, body: { slug: word } })).toMatchObject(refused);
    const file = `Handle,Title,Variant Price\n${name},${name},1`;
    const headers = { "content-type": "text/csv" };
    const { body: report } = await catalog.staff.importProducts({ body: file, headers });
    expect(report).toMatchObject({ created: 0, failed: 1, errors: [{ line: 2, code: "request.invalid" }] });
  },
);

test("a product that has such a slug from before can still be changed", async () => {
  const { body } = await create();
  const names = [body.id, "imports"];
  await catalog
    .rows<{ _id: string }>("products")
    .updateOne({ _id: body.id }, { $set: { slug: "imports", names } });
  const target = { params: { id: body.id }, headers: { "if-match": "*" } };
  const { status, body: after } = await catalog.staff.updateProduct({ ...target, body: { brand: "New" } });
  expect([status, after.slug, after.brand]).toEqual([200, "imports", "New"]);
});
