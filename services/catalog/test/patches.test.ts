import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const each = (names: readonly string[], value: unknown) =>
  Object.fromEntries(names.map((name) => [name, value]));
const headers = { "if-match": "*" };

test.each([null, ""])("a patch of %j takes away what a product may be without", async (empty) => {
  const attributes = { size: "M" };
  const body = aProduct({ status: "draft", taxCategory: "zero", attributes });
  const { body: product } = await catalog.staff.createProduct({ body });
  const names = ["slug", "description", "brand", "status", "taxCategory", "categories", "attributes"];
  const params = { id: product.id };
  const answer = await catalog.staff.updateProduct({ params, headers, body: each(names, empty) });
  const { slug, name, variants } = product;
  const bare = { description: "", brand: null, status: "draft", taxCategory: "standard", attributes: {} };
  expect(answer.body).toMatchObject({ slug, name, variants, ...bare });
});

test.each([null, ""])(
  "a patch of %j puts a category first at the top, and leaves its slug",
  async (empty) => {
    const { body: top } = await catalog.staff.createCategory({ body: { name: "Phones" } });
    const { body: under } = await catalog.staff.createCategory({
      body: { name: "Covers", parentId: top.id, position: 3 },
    });
    const params = { id: under.id };
    const body = each(["slug", "parentId", "position"], empty);
    const answer = await catalog.staff.updateCategory({ params, headers, body });
    expect(answer.body).toMatchObject({ slug: under.slug, parentId: null, position: 0, version: 2 });
  },
);
