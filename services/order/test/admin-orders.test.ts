/** Orders as staff looks for them. */
import { randomUUID } from "node:crypto";
import { collectionOf } from "@shop/kit/mongo/collections";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createOrderListStore, type Narrowed } from "../src/admin-orders/order-list-store.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
let staff: Awaited<ReturnType<RunningOrder["as"]>>;
beforeAll(async () => {
  shop = await runOrder();
  staff = await shop.as("staff", "staff");
});
afterAll(() => shop[Symbol.asyncDispose]());

type Query = NonNullable<NonNullable<Parameters<typeof staff.listAllOrders>[0]>["query"]>;

async function ordered({ email = "alice@example.com", sku = shop.sells() } = {}) {
  const alice = await shop.as();
  const contact = { email, name: "Alice" };
  const lines = [
    { sku, quantity: 1 },
    { sku: shop.sells(), quantity: 1 },
  ];
  const { body } = await alice.placeOrder({ body: anOrder({ contact, lines }), headers: newKey() });
  return { ...body, alice };
}

/** Ids of all pages. */
async function found(query: Query): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ;) {
    const { body, headers } = await staff.listAllOrders({ query: { ...query, ...(cursor && { cursor }) } });
    ids.push(...body.items.map(({ id }) => id));
    expect(headers.has("link")).toBe(body.next !== null);
    if (body.next === null) return ids;
    cursor = body.next;
  }
}

test("orders are found by address in any spelling, by SKU, by status and by when they were placed, newest first", async () => {
  const [email, sku] = [`${randomUUID()}@bücher.example`, shop.sells()];
  const first = await ordered({ email, sku });
  const second = await ordered({ email: email.toUpperCase() });
  const third = await ordered({ sku });
  await third.alice.cancelOrder({ params: { id: third.id } });
  const ascii = `${email.split("@")[0]}@xn--bcher-kva.example`;
  for (const spelling of [email, ascii, ascii.toUpperCase()])
    expect(await found({ email: spelling, limit: 1 })).toEqual([second.id, first.id]);
  expect(await found({ sku, limit: 1 })).toEqual([third.id, first.id]);
  expect(await found({ sku, status: "cancelled" })).toEqual([third.id]);
  expect(await found({ sku, email })).toEqual([first.id]);
  expect(await found({ sku, email, status: "confirmed" })).toEqual([]);
  expect(await found({ sku: "nothing-like-it" })).toEqual([]);
  expect(await found({ from: second.createdAt, to: second.createdAt })).toEqual([second.id]);
  expect(await found({ sku, from: third.createdAt })).toEqual([third.id]);
  expect(await found({ sku, to: first.createdAt })).toEqual([first.id]);
  const today = first.createdAt.slice(0, 10);
  expect(await found({ email, from: today, to: today })).toEqual([second.id, first.id]);
  expect(await found({ email, to: "2020-01-01" })).toEqual([]);
  expect(await found({ email, from: "2999-01-01T00:00:00+02:00" })).toEqual([]);
});

test("what staff sees of an order is what its customer sees", async () => {
  const { alice, id } = await ordered();
  const { body } = await staff.listAllOrders({ query: { limit: 1 } });
  expect(body.items).toEqual([(await alice.getOrder({ params: { id } })).body]);
});

test("a count is told when it is asked for", async () => {
  const email = `${randomUUID()}@example.com`;
  for (let count = 0; count < 3; count += 1) await ordered({ email });
  const { body } = await staff.listAllOrders({ query: { email, count: "true", limit: 1 } });
  expect(body).toMatchObject({ total: { value: 3, exact: true } });
  expect((await staff.listAllOrders({ query: { email } })).body).not.toHaveProperty("total");
});

test("a cursor of another list is 400", async () => {
  const email = `${randomUUID()}@example.com`;
  for (let count = 0; count < 2; count += 1) await ordered({ email });
  const { body } = await staff.listAllOrders({ query: { email, limit: 1 } });
  const { problem } = await staff.listAllOrders({ query: { cursor: body.next ?? "" } });
  expect(problem).toMatchObject({ status: 400, code: "request.bad_cursor" });
});

test.each<[string, string]>([
  ["status=lost", "query.status"],
  ["status=", "query.status"],
  ["email=nobody", "query.email"],
  ["email=", "query.email"],
  ["sku=%24ne", "query.sku"],
  ["sku=", "query.sku"],
  ["from=yesterday", "query.from"],
  ["from=2026-02-30", "query.from"],
  ["to=1700000000000", "query.to"],
  ["to=", "query.to"],
  ["count=1", "query.count"],
  ["limit=0", "query.limit"],
  ["limit=101", "query.limit"],
  ["customer=1", "query.customer"],
  ["status=pending&status=confirmed", "query.status"],
])("?%s is 400, with its place", async (query, path) => {
  const token = await shop.tokens.tokenFor({ id: "staff", role: "staff" });
  const response = await fetch(`${shop.url}/admin/orders?${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(await response.json()).toMatchObject({ status: 400, errors: [{ path }] });
});

test("customers may not see it: 403, and nobody at all 401", async () => {
  for (const role of ["guest", "customer"] as const)
    expect((await (await shop.as(randomUUID(), role)).listAllOrders()).status).toBe(403);
  expect((await staff.listAllOrders({ token: null })).status).toBe(401);
});

test.each<[string, Narrowed]>([
  ["nothing", {}],
  ["status", { status: "pending" }],
  ["address", { emailKey: "alice@example.com" }],
  ["SKU", { sku: "COVER" }],
  ["date", { from: new Date("2020-01-01"), to: new Date("2999-01-01") }],
  [
    "all",
    { status: "pending", emailKey: "alice@example.com", sku: "COVER", from: new Date(0), to: new Date() },
  ],
])("a list narrowed by %s reads an index in its order: no scan, no sort", async (_, asked) => {
  const { connection } = shop;
  const lists = createOrderListStore({ connection });
  await connection.db?.command({ profile: 2 });
  const after = { createdAt: new Date(), id: "z" };
  await lists.find(asked, { limit: 21, after });
  await connection.db?.command({ profile: 0 });
  const profile = collectionOf<{ planSummary: string; hasSortStage?: boolean; ts: Date }>(
    connection,
    "system.profile",
  );
  const ran = await profile.findOne({ op: "query", "command.find": "orders" }, { sort: { ts: -1 } });
  expect(ran?.planSummary).toMatch(/^IXSCAN/);
  expect(ran?.hasSortStage ?? false).toBe(false);
});
