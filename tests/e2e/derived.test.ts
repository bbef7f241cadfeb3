/** What follows from a write elsewhere, seen through two gateways that keep answers: a category's name, a review, a sale. */
import { setTimeout as pause } from "node:timers/promises";
import { catalogApi } from "@shop/contracts/catalog/api";
import type { Client } from "@shop/client/client";
import { createHeldClient } from "@shop/testing/held-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";

let shop: TestShop;
let admin: Person;
let here: Client<typeof catalogApi>;
let there: Client<typeof catalogApi>;
beforeAll(async () => {
  shop = await openShop();
  admin = await shop.logIn("admin");
  const other = await shop.startReplica("gateway");
  here = createHeldClient(shop.gatewayUrl, catalogApi);
  there = createHeldClient(other.url, catalogApi);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

type Seen = (client: Client<typeof catalogApi>) => Promise<unknown>;

/** What both gateways, which had kept it, show after the write: at once where it was made, within a second at the other. */
async function shownAfter(write: () => Promise<{ status: number }>, see: Seen): Promise<unknown[]> {
  const before = JSON.stringify(await see(here));
  for (const client of [there, here, there]) await see(client);
  const { status } = await write();
  if (status >= 300) throw new Error(`The write was refused: ${status}`);
  const atOnce = await see(here);
  for (const until = performance.now() + 1_000; performance.now() < until; await pause(10))
    if (JSON.stringify(await see(there)) !== before) break;
  return [atOnce, await see(there)];
}

const both = (value: unknown): unknown[] => [value, value];

async function categorised(): Promise<{ readonly id: string; readonly top: string; readonly leaf: string }> {
  const id = await shop.sell(5);
  const { body: top } = await admin.createCategory({ body: { name: `Top ${id}` } });
  const { body: leaf } = await admin.createCategory({ body: { name: `Leaf ${id}`, parentId: top.id } });
  const body = { categories: [leaf.id] };
  await admin.updateProduct({ params: { id }, ifMatch: "*", body });
  return { id, top: top.id, leaf: leaf.id };
}

test("a category's new name is on the products' pages and in the tree, its new address and place in the lists", async () => {
  const { id, top, leaf } = await categorised();
  const change = (body: object) => () => admin.updateCategory({ params: { id: leaf }, ifMatch: "*", body });
  const nameOnPage: Seen = async (client) =>
    (await client.getProduct({ params: { id } })).body.categories.map(({ name }) => name);
  expect(await shownAfter(change({ name: "New" }), nameOnPage)).toEqual(both(["New"]));
  const inTree: Seen = async (client) => {
    const { items } = (await client.listCategories({ query: { limit: 100 } })).body;
    return items.find((category) => category.id === leaf)?.name;
  };
  expect(await shownAfter(change({ name: "Newer" }), inTree)).toEqual(both("Newer"));
  const listedIn =
    (category: string): Seen =>
    async (client) =>
      (await client.listProducts({ query: { category } })).body.items.map((item) => item.id);
  expect(await shownAfter(change({ slug: `at-${leaf}` }), listedIn(`at-${leaf}`))).toEqual(both([id]));
  expect(await shownAfter(change({ parentId: null }), listedIn(top))).toEqual(both([]));
});

test("a review that is hidden, published or taken back changes page, list of reviews and rating", async () => {
  const id = await shop.sell(5);
  const customer = await shop.customer();
  const { body: review } = await customer.createReview({ params: { id }, body: { rating: 2 } });
  const onPage: Seen = async (client) => {
    const { body } = await client.getProduct({ params: { id } });
    return [body.rating.count, body.reviews.length];
  };
  const listed: Seen = async (client) =>
    (await client.listReviews({ params: { id } })).body.items.map((each) => each.id);
  const setStatus = (status: "hidden" | "published") => () =>
    admin.updateReview({ params: review, body: { status } });
  expect(await shownAfter(setStatus("hidden"), onPage)).toEqual(both([0, 0]));
  expect(await shownAfter(setStatus("published"), listed)).toEqual(both([review.id]));
  expect(await shownAfter(setStatus("hidden"), listed)).toEqual(both([]));
  expect(await shownAfter(setStatus("published"), onPage)).toEqual(both([1, 1]));
  expect(await shownAfter(() => customer.removeReview({ params: review }), onPage)).toEqual(both([0, 0]));
  // What staff is shown is kept for nobody.
  await admin.createReview({ params: { id }, body: { rating: 1 } });
  const { body: all } = await admin.listReviews({ params: { id } });
  await admin.updateReview({ params: { id: all.items[0]?.id ?? "" }, body: { status: "hidden" } });
  expect((await admin.listReviews({ params: { id } })).body.items).toHaveLength(1);
  expect(await listed(here)).toEqual([]);
});

test("what is bought together is related, once the order is confirmed", async () => {
  const [one, other] = [await shop.sell(5), await shop.sell(5)];
  const buyer = await shop.guest();
  const lines = [one, other].map((sku) => ({ sku, quantity: 1 }));
  const { body: order } = await buyer.placeOrder({ body: anOrder(one, { lines }), ...newKey() });
  expect((await untilFinal(buyer, order.id)).status).toBe("confirmed");
  const related = async () =>
    (await admin.listRelated({ params: { id: one } })).body.items.map((item) => item.id);
  await expect.poll(related, { timeout: 10_000 }).toEqual([other]);
});
