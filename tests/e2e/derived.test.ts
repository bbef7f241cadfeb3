/** What follows from a write elsewhere, seen through two gateways that keep answers: a category's name, a review, a sale. */
import { setTimeout as pause } from "node:timers/promises";
import { catalogApi } from "@shop/contracts/catalog/api";
import { createClient, type Client } from "@shop/testing/http";
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
  here = createClient(shop.gatewayUrl, catalogApi);
  there = createClient(other.url, catalogApi);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

const any = { "If-Match": "*" };

type Seen = (client: Client<typeof catalogApi>) => Promise<unknown>;

/** Kept by both gateways before; at once by who wrote, and within a second by the other. */
async function expectSeen(
  see: Seen,
  write: () => Promise<{ status: number }>,
  after: unknown,
): Promise<void> {
  for (const client of [here, there, here, there]) expect(await see(client)).not.toEqual(after);
  expect((await write()).status).toBeLessThan(300);
  expect(await see(here)).toEqual(after);
  const until = performance.now() + 1_000;
  while (performance.now() < until && JSON.stringify(await see(there)) !== JSON.stringify(after))
    await pause(10);
  expect(await see(there)).toEqual(after);
}

async function categorised(): Promise<{ readonly id: string; readonly top: string; readonly leaf: string }> {
  const id = await shop.sell(5);
  const { body: top } = await admin.createCategory({ body: { name: `Top ${id}` } });
  const { body: leaf } = await admin.createCategory({ body: { name: `Leaf ${id}`, parentId: top.id } });
  const body = { categories: [leaf.id] };
  await admin.updateProduct({ params: { id }, headers: any, body });
  return { id, top: top.id, leaf: leaf.id };
}

test("a category's new name is on the products' pages and in the tree, its new address and place in the lists", async () => {
  const { id, top, leaf } = await categorised();
  const change = (body: object) => () => admin.updateCategory({ params: { id: leaf }, headers: any, body });
  const nameOnPage: Seen = async (client) =>
    (await client.getProduct({ params: { id } })).body.categories.map(({ name }) => name);
  await expectSeen(nameOnPage, change({ name: "New" }), ["New"]);
  const inTree: Seen = async (client) => {
    const { items } = (await client.listCategories({ query: { limit: 100 } })).body;
    return items.find((category) => category.id === leaf)?.name;
  };
  await expectSeen(inTree, change({ name: "Newer" }), "Newer");
  const listedIn =
    (category: string): Seen =>
    async (client) =>
      (await client.listProducts({ query: { category } })).body.items.map((item) => item.id);
  await expectSeen(listedIn(`at-${leaf}`), change({ slug: `at-${leaf}` }), [id]);
  await expectSeen(listedIn(top), change({ parentId: null }), []);
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
  await expectSeen(onPage, setStatus("hidden"), [0, 0]);
  await expectSeen(listed, setStatus("published"), [review.id]);
  await expectSeen(listed, setStatus("hidden"), []);
  await expectSeen(onPage, setStatus("published"), [1, 1]);
  await expectSeen(onPage, () => customer.removeReview({ params: review }), [0, 0]);
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
  const { body: order } = await buyer.placeOrder({ body: anOrder(one, { lines }), headers: newKey() });
  expect((await untilFinal(buyer, order.id)).status).toBe("confirmed");
  const related = async () =>
    (await admin.listRelated({ params: { id: one } })).body.items.map((item) => item.id);
  await expect.poll(related, { timeout: 10_000 }).toEqual([other]);
});

test(
  "a catalog that dies right after a rename is saved finishes it when it is back",
  { timeout: 180_000 },
  async () => {
    const { id, leaf } = await categorised();
    const catalog = shop.process("catalog");
    await catalog.kill("SIGTERM");
    await catalog.start({ CRASH_AT: "category.save" });
    await catalog.waitReady();
    const body = { name: "Renamed at last" };
    const answer = await admin
      .updateCategory({ params: { id: leaf }, headers: any, body })
      .catch(() => undefined);
    expect(answer?.status ?? 503).toBeGreaterThanOrEqual(500);
    await expect.poll(() => catalog.isRunning(), { timeout: 30_000 }).toBe(false);
    await catalog.start();
    await catalog.waitReady();
    const shown = async () => {
      const { body: product } = await here.getProduct({ params: { id } });
      return product.categories?.map(({ name }) => name);
    };
    await expect.poll(shown, { timeout: 60_000 }).toEqual(["Renamed at last"]);
  },
);
