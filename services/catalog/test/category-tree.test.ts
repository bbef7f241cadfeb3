/** Changing the tree: renames, moves and removals, and who may not. */
import { catalogApi } from "@shop/contracts/catalog/api";
import type { NewCategory } from "@shop/contracts/catalog/categories";
import { createClient } from "@shop/testing/http";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CategoryRow } from "../src/categories/category-rows.ts";
import { aProduct, ifMatch, runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
beforeAll(async () => {
  catalog = await runCatalog();
});
afterAll(() => catalog[Symbol.asyncDispose]());

const any = { "if-match": "*" };
const created = async (body: Partial<NewCategory> = {}) =>
  (await catalog.staff.createCategory({ body: { name: `Category ${uniqueWord()}`, ...body } })).body;
/** A chain, each below the one before. */
async function chain(length: number, parentId: string | null = null): Promise<string[]> {
  const ids: string[] = [];
  for (let left = length; left > 0; left -= 1)
    ids.push((await created({ parentId: ids.at(-1) ?? parentId })).id);
  return ids;
}
const move = (id: string, parentId: string | null) =>
  catalog.staff.updateCategory({ params: { id }, headers: any, body: { parentId } });
const pathOf = async (_id: string) =>
  (await catalog.rows<CategoryRow>("categories").findOne({ _id }))?.path ?? [];
const statusesOf = (answers: readonly { status: number }[]) =>
  answers.map(({ status }) => status).toSorted((a, b) => a - b);

test("a category is renamed by id or slug with the version that the list shows, and nobody else's is stale", async () => {
  const { id, slug, version } = await created();
  const params = { id: slug };
  const answer = await catalog.staff.updateCategory({
    params,
    headers: { "if-match": `"${version}"`, "content-type": "application/merge-patch+json" },
    body: { name: "  Cafe\u0301s ", position: 4 },
  });
  expect(answer).toMatchObject({ status: 200, body: { id, slug, name: "Cafés", position: 4, version: 2 } });
  expect(answer.headers.get("etag")).toMatch(/^"2-[0-9a-f]{8}"$/);
  expect(answer.headers.get("surrogate-key")).toBe(`category:${id} categories products`);
  const headers = ifMatch(answer);
  const again = await catalog.staff.updateCategory({ params, headers, body: { position: null } });
  expect(again.body).toMatchObject({ name: "Cafés", position: 0, version: 3 });
  expect((await catalog.staff.updateCategory({ params, headers: any, body: {} })).body.version).toBe(3);
});

test("a changed category is refused in this order: 404, 428, 412, 409", async () => {
  const [top = "", below = ""] = await chain(2);
  const params = { id: top };
  const body = { parentId: below };
  const stale = { "if-match": '"7"' };
  const nowhere = { params: { id: "nowhere" } };
  expect((await catalog.staff.updateCategory({ ...nowhere, body })).problem?.code).toBe("category.not_found");
  expect((await catalog.staff.removeCategory(nowhere)).status).toBe(404);
  expect((await catalog.staff.updateCategory({ params, body })).status).toBe(428);
  expect((await catalog.staff.removeCategory({ params })).status).toBe(428);
  expect((await catalog.staff.updateCategory({ params, body, headers: stale })).status).toBe(412);
  expect((await catalog.staff.removeCategory({ params, headers: stale })).status).toBe(412);
  const refused = await catalog.staff.updateCategory({ params, body, headers: any });
  expect(refused).toMatchObject({ status: 409, problem: { code: "category.cycle" } });
  expect((await move(top, top)).problem?.code).toBe("category.cycle");
  expect((await move(top, "nowhere")).problem?.errors).toMatchObject([{ path: "parentId" }]);
  const customer = await catalog.as("customer");
  expect((await customer.updateCategory({ params, body, headers: any })).status).toBe(403);
  expect((await customer.removeCategory({ params, headers: any })).status).toBe(403);
});

test.each([
  [{ name: null }, "name"],
  [{ name: " " }, "name"],
  [{ name: "a\nb" }, "name"],
  [{ name: "\ud800" }, "name"],
  [{ slug: 1 }, "slug"],
  [{ slug: "Not A Slug" }, "slug"],
  [{ position: -1 }, "position"],
  [{ position: 1.5 }, "position"],
  [{ position: "1" }, "position"],
  [{ parentId: "-/-" }, "parentId"],
  [{ parentId: { $gt: "" } }, "parentId"],
  [{ version: 3 }, "version"],
  [[], "body"],
])("a patch of %j is refused, and the answer says where", async (body, path) => {
  const { id } = await created();
  const answer = await catalog.staff.updateCategory({
    params: { id },
    headers: any,
    body: JSON.stringify(body) as never,
  });
  expect(answer.status).toBe(400);
  expect(answer.problem?.errors?.map((error) => error.path)).toContain(path);
});

test("a name or an address that is another's is refused", async () => {
  const [one, other] = [await created(), await created()];
  for (const slug of [other.slug, other.id]) {
    const answer = await catalog.staff.updateCategory({ params: one, headers: any, body: { slug } });
    expect(answer.problem?.code).toBe("category.slug_taken");
  }
});

test("what stands below moves along, also in what products are found by", async () => {
  const [from = "", middle = "", leaf = ""] = await chain(3);
  const [to = ""] = await chain(1);
  const { body: product } = await catalog.staff.createProduct({ body: aProduct({ categories: [leaf] }) });
  const foundIn = async (category: string) => {
    const { body } = await catalog.public.listProducts({ query: { category } });
    return body.items.map(({ id }) => id);
  };
  expect(await foundIn(from)).toEqual([product.id]);
  expect((await move(middle, to)).body).toMatchObject({ parentId: to, version: 2 });
  expect(await pathOf(leaf)).toEqual([to, middle, leaf]);
  expect(await foundIn(from)).toEqual([]);
  expect(await foundIn(to)).toEqual([product.id]);
  expect((await move(middle, null)).body.parentId).toBeNull();
  expect(await pathOf(leaf)).toEqual([middle, leaf]);
  expect(await foundIn(to)).toEqual([]);
  expect((await catalog.staff.getProduct({ params: product })).body.version).toBe(1);
});

test("no tree has more than ten levels, whatever moves where", async () => {
  const ten = await chain(10);
  const eleventh = await catalog.staff.createCategory({ body: { name: "x", parentId: ten[9] ?? null } });
  expect(eleventh).toMatchObject({ status: 409, problem: { code: "category.too_deep" } });
  const [top = ""] = await chain(2);
  expect((await move(top, ten[8] ?? null)).problem?.code).toBe("category.too_deep");
  expect((await move(top, ten[7] ?? null)).status).toBe(200);
});

test("moves at the same time never make a circle together", async () => {
  for (let round = 0; round < 10; round += 1) {
    const ids = await Promise.all([1, 2, 3].map(async () => (await created()).id));
    const [a = "", b = "", c = ""] = ids;
    const answers = await Promise.all([move(a, b), move(b, c), move(c, a)]);
    expect(statusesOf(answers)).toEqual([200, 200, 409]);
    const paths = await Promise.all(ids.map(pathOf));
    expect(new Set(paths.map(({ length }) => length))).toEqual(new Set([1, 2, 3]));
    for (const path of paths) expect(new Set(path).size).toBe(path.length);
  }
});

test("two processes that move at the same time make no circle either", async () => {
  await using other = await runCatalog(catalog.config);
  const elsewhere = createClient(other.url, catalogApi, { token: await catalog.tokenFor("staff") });
  for (let round = 0; round < 10; round += 1) {
    const [a, b] = [(await created()).id, (await created()).id];
    const there = { params: { id: b }, headers: any, body: { parentId: a } };
    const answers = await Promise.all([move(a, b), elsewhere.updateCategory(there)]);
    expect(statusesOf(answers)).toEqual([200, 409]);
  }
});

test("only what holds nothing is removed, and the next of its id goes on counting", async () => {
  const [top = "", leaf = ""] = await chain(2);
  const remove = (id: string) => catalog.staff.removeCategory({ params: { id }, headers: any });
  expect((await remove(top)).problem?.code).toBe("category.in_use");
  const draft = aProduct({ categories: [leaf], status: "draft" });
  const product = await catalog.staff.createProduct({ body: draft });
  expect((await remove(leaf)).problem?.code).toBe("category.in_use");
  await catalog.staff.removeProduct({ params: product.body, headers: ifMatch(product) });
  const removed = await remove(leaf);
  expect(removed.status).toBe(204);
  expect(removed.headers.get("surrogate-key")).toBe(`category:${leaf} categories products`);
  expect((await remove(leaf)).status).toBe(404);
  expect((await remove(top)).status).toBe(204);
  expect(await created({ id: leaf })).toMatchObject({ id: leaf, version: 2 });
});
