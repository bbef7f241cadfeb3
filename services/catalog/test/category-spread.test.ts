/** What products show of a category: always its latest name, whoever is at it meanwhile, and whoever dies. */
import { catalogApi } from "@shop/contracts/catalog/api";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { createClient } from "@shop/testing/http";
import { listenTo } from "@shop/testing/bus-ear";
import { seeded } from "@shop/testing/random";
import { until } from "@shop/testing/until";
import { randomInt } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CategoryRow } from "../src/categories/category-rows.ts";
import type { ProductRow } from "../src/products/product-rows.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const any = { "if-match": "*" };
const created = async (parentId: string | null = null) => {
  const body = { name: `Category ${uniqueWord()}`, parentId };
  return (await catalog.staff.createCategory({ body })).body.id;
};
const change = (id: string, body: object) =>
  catalog.staff.updateCategory({ params: { id }, headers: any, body });
const rowsIn = (category: string) =>
  catalog.rows<ProductRow>("products").find({ categoryPath: category }).toArray();
const categoryRow = async (_id: string) => {
  const row = await catalog.rows<CategoryRow>("categories").findOne({ _id });
  if (!row) throw new Error(`No category ${_id}`);
  return row;
};
const importInto = async (count: number, categories: readonly string[]) => {
  const lines = Array.from({ length: count }, () =>
    JSON.stringify(aProduct({ categories: [...categories] })),
  );
  const { body } = await catalog.staff.importProducts({ body: lines.join("\n") });
  expect(body.created).toBe(count);
};

test("a rename is shown by every product in the category when it is answered, drafts too, and edits are not stale", async () => {
  const [id, other] = [await created(), await created()];
  await importInto(450, [id, other]);
  const draft = await catalog.staff.createProduct({ body: aProduct({ categories: [id], status: "draft" }) });
  expect((await change(id, { name: "New name", slug: `new-${id}` })).status).toBe(200);
  const rows = await rowsIn(id);
  expect(rows).toHaveLength(451);
  for (const { categories, version } of rows) {
    expect(categories[0]).toEqual({ id, slug: `new-${id}`, name: "New name" });
    expect(version).toBe(1);
  }
  expect((await categoryRow(id)).owes).toEqual([]);
  const edited = await catalog.staff.updateProduct({
    params: draft.body,
    headers: ifMatch(draft),
    body: { brand: "Brio" },
  });
  expect(edited.body).toMatchObject({ brand: "Brio", version: 2, categories: [{ name: "New name" }] });
  const { body: list } = await catalog.public.listProducts({ query: { category: `new-${id}` } });
  expect(list.items).toHaveLength(20);
});

test("products that are created and edited while their categories are renamed, moved and removed agree with them", async () => {
  const seed = randomInt(2 ** 31);
  // Within a process they take turns; between two, the database decides.
  await using other = await runCatalog(catalog.config);
  const elsewhere = createClient(other.url, catalogApi, { token: await catalog.tokenFor("staff") });
  const tops = await Promise.all([created(), created()]);
  const ids = await Promise.all(Array.from({ length: 2 }, () => created(tops[0])));
  const over = new AbortController();
  const changing = Promise.all(
    ids.map(async (id, person) => {
      const random = seeded(seed, person);
      for (let round = 0; round < 12; round += 1)
        await change(
          id,
          random.chance(0.5) ? { name: `Name ${round}` } : { parentId: random.pick([...tops, null]) },
        );
    }),
  ).finally(() => over.abort());
  const saving = Array.from({ length: 2 }, async (_, person) => {
    const random = seeded(seed, 100 + person);
    while (!over.signal.aborted) {
      const body = aProduct({ categories: [random.pick(ids)] });
      const { body: made } = await elsewhere.createProduct({ body });
      const doomed = await created(random.pick(tops));
      const categories = [random.pick(ids), random.pick(ids), doomed];
      const [edited, removed] = await Promise.all([
        elsewhere.updateProduct({ params: made, headers: any, body: { categories } }),
        catalog.staff.removeCategory({ params: { id: doomed }, headers: any }),
      ]);
      expect([edited.status, removed.status].join(), `seed ${seed}`).toMatch(/^(200,409|400,204)$/);
    }
  });
  await Promise.all([changing, ...saving]);
  for (const id of ids) {
    const { name, slug, path } = await categoryRow(id);
    const rows = await catalog.rows<ProductRow>("products").find({ "categories.id": id }).toArray();
    expect(rows.length).toBeGreaterThan(0);
    for (const { categories, categoryPath } of rows) {
      expect(
        categories.filter((link) => link.id === id),
        `seed ${seed}`,
      ).toEqual([{ id, slug, name }]);
      expect(categoryPath, `seed ${seed}`).toEqual(expect.arrayContaining([...path]));
      const paths = await Promise.all(categories.map(async (link) => (await categoryRow(link.id)).path));
      expect([...categoryPath].toSorted(), `seed ${seed}`).toEqual([...new Set(paths.flat())].toSorted());
    }
  }
}, 60_000);

test("what a process has left undone is done by another, and announced when it is", async () => {
  await using ear = await listenTo(catalog.config.amqpUrl, catalogEvents);
  const id = await created();
  await ear.eventsOf(id, 1);
  await importInto(3, [id]);
  // As it lies there when the process dies after the rename is saved.
  const task = { id: "spread:2", kind: "spread", attempts: 0, giveUpAt: null, after: null } as const;
  const left = { name: "Left", version: 2, sequence: 1, owes: [{ ...task, dueAt: new Date(0) }] };
  await catalog.rows<CategoryRow>("categories").updateOne({ _id: id }, { $set: left });
  await until(async () => (await rowsIn(id)).every(({ categories }) => categories[0]?.name === "Left"));
  expect((await ear.eventsOf(id, 2)).map(({ name }) => name)).toEqual([
    "catalog.category_changed",
    "catalog.category_changed",
  ]);
  expect(await categoryRow(id)).toMatchObject({ owes: [], sequence: 2 });
});

test("walking the products of a category reads an index, and no more of it than is in the category", async () => {
  const id = await created();
  await importInto(5, [id]);
  const explained = (await catalog
    .rows<ProductRow>("products")
    .find({ categoryPath: id, _id: { $gt: "0" } }, { sort: { _id: 1 }, hint: "category", limit: 200 })
    .explain("executionStats")) as { executionStats: { totalKeysExamined: number } };
  expect(explained.executionStats.totalKeysExamined).toBeLessThanOrEqual(6);
});
