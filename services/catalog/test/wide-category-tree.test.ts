/** A tree of 5,000 categories, three deep, as a large shop has. */
import { maxChildren } from "@shop/contracts/catalog/categories";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import { toRow, type CategoryRow } from "../src/categories/category-rows.ts";
import { aProduct, everyItem, runCatalog, type RunningCatalog } from "./running-catalog.ts";

const indexes = (length: number) => Array.from({ length }, (_, index) => index);

const rowOf = (path: readonly string[], position: number): CategoryRow => {
  const [id = "", parentId = null] = path.toReversed();
  const said = { slug: `the-${id}`, name: `The ${id}`, parentId, position, path };
  return toRow({ id, ...said, version: 1, sequence: 0, owes: [] });
};

const tops = indexes(10).map((index) => [`t${index}`]);
const aisles = indexes(190).map((index) => [...(tops[index % 10] ?? []), `a${index}`]);
/** More of them under the first aisle than one answer shows. */
const leaves = indexes(4_800).map((index) => [...(aisles[index < 150 ? 0 : index % 190] ?? []), `l${index}`]);

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
  await catalog.rows<CategoryRow>("categories").insertMany([...tops, ...aisles, ...leaves].map(rowOf));
});
afterAll(() => catalog[Symbol.asyncDispose]());

test("all of them are listed once, a page at a time, in order", async () => {
  const all = await everyItem((cursor) =>
    catalog.public.listCategories({ query: { limit: 100, ...cursor } }),
  );
  expect(all).toHaveLength(5_000);
  expect(new Set(all.map(({ id }) => id)).size).toBe(5_000);
  const positions = all.map(({ position }) => position);
  expect(positions).toEqual(positions.toSorted((a, b) => a - b));
});

test("a level is listed by itself, however many stand on it", async () => {
  const level = (query: { top: "true" } | { parent: string }) =>
    everyItem((cursor) => catalog.public.listCategories({ query: { limit: 100, ...query, ...cursor } }));
  expect((await level({ top: "true" })).map(({ id }) => id)).toEqual(tops.flat());
  const under = leaves.filter((path) => path[1] === "a0").map((path) => path[2]);
  expect(under.length).toBeGreaterThan(150);
  expect((await level({ parent: "the-a0" })).map(({ id }) => id)).toEqual(under);
  const { body: place } = await catalog.public.getCategory({ params: { id: "a0" } });
  expect(place.children.map(({ id }) => id)).toEqual(under.slice(0, maxChildren));
  const { body: leaf } = await catalog.public.getCategory({ params: { id: "the-l7" } });
  expect(leaf.path.map(({ id }) => id)).toEqual(["t0", "a0"]);
});

test("a product in a leaf is found, counted and told in the facets from every level above it", async () => {
  const body = aProduct({ id: "deep", categories: ["the-l7"] });
  expect((await catalog.staff.createProduct({ body })).status).toBe(201);
  for (const category of ["t0", "the-a0", "l7"])
    expect((await catalog.public.listProducts({ query: { category } })).body.items).toMatchObject([
      { id: "deep" },
    ]);
  const query = { facets: "true" } as const;
  const facets = await until(async () => {
    const { body: list } = await catalog.public.listProducts({ query });
    return list.facets?.category.length === 3 && list.facets.category;
  }, "the search knows it");
  expect(new Set(facets.map(({ value }) => value))).toEqual(new Set(["t0", "a0", "l7"]));
  const { body: counted } = await catalog.public.listCategories({
    query: { top: "true", counts: "true" },
  });
  expect(counted.items.map(({ products }) => products)).toEqual(tops.map((_, index) => Number(index === 0)));
});

test("one among them is renamed, moved, filled and removed as among few", async () => {
  const headers = { "if-match": "*" };
  const change = (id: string, body: object) =>
    catalog.staff.updateCategory({ params: { id }, headers, body });
  expect((await change("a0", { name: "Renamed", parentId: "t9" })).status).toBe(200);
  const { body: leaf } = await catalog.public.getCategory({ params: { id: "l7" } });
  expect(leaf.path).toMatchObject([{ id: "t9" }, { id: "a0", name: "Renamed" }]);
  expect((await change("t9", { parentId: "l7" })).problem?.code).toBe("category.cycle");
  expect((await catalog.staff.createCategory({ body: { name: "The l8" } })).body.slug).toMatch(/^the-l8-/);
  expect((await catalog.staff.removeCategory({ params: { id: "l9" }, headers })).status).toBe(204);
  const removed = await catalog.staff.removeCategory({ params: { id: "a0" }, headers });
  expect(removed.status).toBe(409);
});
