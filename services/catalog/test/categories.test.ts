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

test("one level of the tree is listed by itself, and a level of nobody is empty", async () => {
  const word = uniqueWord();
  const top = (await created({ name: `Top ${word}` })).body;
  const names = [`B ${word}`, `A ${word}`, `C ${word}`];
  for (const [position, name] of names.entries()) await created({ name, parentId: top.id, position });
  const under = (query: object) =>
    everyItem((cursor) => catalog.public.listCategories({ query: { limit: 2, ...query, ...cursor } }));
  expect((await under({ parent: top.slug })).map(({ name }) => name)).toEqual(names);
  const tops = await under({ top: "true" });
  expect(tops.map(({ id }) => id)).toContain(top.id);
  expect(tops.filter(({ parentId }) => parentId !== null)).toEqual([]);
  expect(await under({ parent: "nowhere" })).toEqual([]);
  const both = await catalog.public.listCategories({ query: { parent: top.id, top: "true" } });
  expect(both.problem?.status).toBe(400);
});

test("a cursor of one level leads through no other", async () => {
  const word = uniqueWord();
  const top = (await created({ name: `Paged ${word}` })).body;
  for (const position of [1, 2]) await created({ name: `${position} ${word}`, parentId: top.id, position });
  const { body } = await catalog.public.listCategories({ query: { parent: top.id, limit: 1 } });
  const cursor = body.next ?? "";
  const elsewhere = await catalog.public.listCategories({ query: { top: "true", cursor } });
  expect(elsewhere.problem?.code).toBe("request.bad_cursor");
});

test("a category is read with the way down to it and what is directly under it", async () => {
  const word = uniqueWord();
  const top = (await created({ name: `Read ${word}` })).body;
  const middle = (await created({ name: `Middle ${word}`, parentId: top.id })).body;
  const second = (await created({ name: `Second ${word}`, parentId: middle.id, position: 2 })).body;
  const first = (await created({ name: `First ${word}`, parentId: middle.id, position: 1 })).body;
  await created({ name: `Deep ${word}`, parentId: first.id });
  const link = ({ id, slug, name }: { id: string; slug: string; name: string }) => ({ id, slug, name });
  for (const id of [middle.id, middle.slug]) {
    const { body, headers } = await catalog.public.getCategory({ params: { id } });
    expect(body).toEqual({ ...middle, path: [link(top)], children: [link(first), link(second)] });
    expect(headers.get("surrogate-key")).toBe("categories");
  }
  const gone = await catalog.public.getCategory({ params: { id: `nobody-${word}` } });
  expect(gone.problem?.code).toBe("category.not_found");
});

test("what hangs in a category or below it is counted, as its list would show it", async () => {
  const word = uniqueWord();
  const top = (await created({ name: `Counted ${word}` })).body;
  const leaf = (await created({ name: `Leaf ${word}`, parentId: top.id })).body;
  const empty = (await created({ name: `Empty ${word}`, parentId: top.id })).body;
  const products = [
    aProduct({ categories: [top.id] }),
    aProduct({ categories: [leaf.id, top.id] }),
    aProduct({ categories: [leaf.id], status: "draft" }),
  ];
  for (const body of products) await catalog.staff.createProduct({ body });
  const countsOf = async (query: object) => {
    const { body, headers } = await catalog.public.listCategories({ query: { counts: "true", ...query } });
    // What a search has counted is asked for again soon, by whoever made something of it, too.
    expect(headers.get("surrogate-control")).toBe("max-age=10");
    expect(headers.get("surrogate-key")).toBe("categories products");
    return Object.fromEntries(body.items.map(({ id, products: count }) => [id, count]));
  };
  await expect.poll(() => countsOf({ parent: top.id })).toEqual({ [leaf.id]: 1, [empty.id]: 0 });
  const all = await everyItem((cursor) =>
    catalog.public.listCategories({ query: { counts: "true", limit: 100, ...cursor } }),
  );
  expect(all.find(({ id }) => id === top.id)?.products).toBe(2);
  const { body } = await catalog.public.listCategories({ query: { parent: top.id } });
  expect(body.items.every((item) => !("products" in item))).toBe(true);
});
