import type { NewCategory } from "@shop/contracts/catalog/categories";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, everyItem, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const created = (body: Partial<NewCategory> & { name: string }) => catalog.staff.createCategory({ body });

test("a category has an id and a slug of its own, and a place under another", async () => {
  const word = uniqueWord();
  const top = (await created({ name: `Phones ${word}` })).body;
  const covers = { id: `covers-${word}`, name: `Covers ${word}`, parentId: top.id, position: 3 };
  const answer = await created(covers);
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({ ...covers, slug: `covers-${word}`, version: 1 });
  expect((await created(covers)).problem?.code).toBe("category.id_taken");
  expect((await created({ name: "x", slug: covers.id })).problem?.code).toBe("category.slug_taken");
  const orphan = await created({ name: "x", parentId: "nowhere" });
  expect(orphan.problem?.errors).toMatchObject([{ path: "parentId" }]);
  expect((await created({ name: `Covers ${word}` })).body.slug).toMatch(`covers-${word}-`);
});

test("a product names its categories by id or slug, and shows them whole", async () => {
  const { body: phones } = await created({ name: "Phones" });
  const { body: books } = await created({ name: "Books" });
  const categories = [phones.slug, books.id, phones.id];
  const { body } = await catalog.staff.createProduct({ body: aProduct({ categories }) });
  expect(body.categories.map(({ id }) => id)).toEqual([phones.id, books.id]);
  const page = await catalog.public.getProduct({ params: { id: body.id } });
  const tags = [`product:${body.id}`, `category:${phones.id}`, `category:${books.id}`];
  expect(page.headers.get("surrogate-key")?.split(" ")).toEqual(tags);
  const list = await catalog.public.listProducts({ query: { category: phones.slug } });
  expect(list.body.items.map(({ id }) => id)).toEqual([body.id]);
  expect(list.headers.get("surrogate-key")).toBe(`products category:${phones.id}`);
});

test("the tree is listed whole, by position, a page at a time", async () => {
  const word = uniqueWord();
  for (const position of [9, 7, 8, 7]) await created({ name: `Listed ${word}`, position });
  const all = await everyItem((cursor) => catalog.public.listCategories({ query: { limit: 2, ...cursor } }));
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  const listed = all.filter(({ name }) => name === `Listed ${word}`);
  expect(listed.map(({ position }) => position)).toEqual([7, 7, 8, 9]);
});
