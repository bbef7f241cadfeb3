/** A person goes from the reviews, and the ratings stay. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import { orderEvents } from "@shop/contracts/order/events";
import { userEvents } from "@shop/contracts/user/events";
import { testAmqpUrl } from "@shop/testing/backing";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { until } from "@shop/testing/until";
import type mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aProduct, runCatalog, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
const open = new AsyncDisposableStack();
const tokens = createTestTokens();
beforeAll(async () => {
  const amqpUrl = await testAmqpUrl("catalog");
  ear = open.use(await listenTo(amqpUrl, catalogEvents));
  const user = open.use(
    await startServer(({ url }, response) =>
      response.end(
        JSON.stringify(url?.startsWith("/internal/people/") ? { email: "ana@example.com" } : tokens.jwks),
      ),
    ),
  );
  catalog = open.use(await runCatalog({ amqpUrl, userUrl: user.url }));
});
afterAll(() => open[Symbol.asyncDispose]());

const asCustomer = async (id: string) => ({
  authorization: `Bearer ${await tokens.tokenFor({ id, role: "customer" })}`,
});
const newProduct = async (): Promise<string> => {
  const token = await tokens.tokenFor({ id: "staff", role: "staff" });
  return (await catalog.staff.createProduct({ body: aProduct(), token })).body.id;
};
const review = async (userId: string, id: string, rating: number) =>
  catalog.public.createReview({
    params: { id },
    body: { rating, title: "By Ana Zyxwvut", text: "Ask me: ana@example.com" },
    headers: await asCustomer(userId),
  });

const tell = async (userId: string): Promise<string> => {
  const erasureId = randomUUID();
  const now = new Date().toISOString();
  const fact = userEvents.erasureRequested.of({ userId, erasureId, requestedAt: now, deadline: now });
  await Promise.all([ear.say(fact), ear.say(fact)]);
  return erasureId;
};

const received = (customerId: string, productId: string) =>
  ear.say(
    orderEvents.orderDelivered.of({
      orderId: randomUUID(),
      customerId,
      lines: [{ sku: "SKU-1", quantity: 1, productId }],
    }),
  );
const receiptsOf = (userId: string) =>
  catalog
    .rows<{ _id: string }>("receipts")
    .countDocuments({ _id: { $gte: `${userId}:`, $lt: `${userId};` } });

test("what somebody wrote goes, their rating counts on, and it is said once", async () => {
  const [ana, bob] = [randomUUID(), randomUUID()];
  const [one, two] = [await newProduct(), await newProduct()];
  for (const id of [one, two]) expect((await review(ana, id, 2)).status).toBe(201);
  await review(bob, one, 4);
  await received(ana, one);
  await until(() => catalog.rows("reviews").findOne({ customerId: ana, verified: true }));
  const erasureId = await tell(ana);
  const events = await ear.eventsOf(erasureId, 1);
  expect(events.map(({ data }) => data)).toEqual([{ userId: ana, erasureId }]);
  const { body } = await catalog.public.getProduct({ params: { id: one } });
  expect(body.rating).toEqual({ average: 3, count: 2 });
  expect(body.reviews.map(({ rating, text }) => [rating, text])).toEqual([
    [4, "Ask me: ana@example.com"],
    [2, ""],
  ]);
  expect(await catalog.rows("reviews").countDocuments({ customerId: ana })).toBe(0);
  expect(await receiptsOf(ana)).toBe(0);
  const proof = await catalog.rows<{ _id: string }>("erasures").findOne({ _id: erasureId });
  expect(proof).toMatchObject({ owes: [], counts: { reviews: 2 } });
});

test("what is delivered afterwards leaves nothing behind", async () => {
  const ana = randomUUID();
  const id = await newProduct();
  await ear.eventsOf(await tell(ana), 1);
  await received(ana, id);
  await ear.untilTaken("catalog");
  await expect.poll(() => receiptsOf(ana)).toBe(0);
});

test("a person's reviews are found by an index", async () => {
  const plan = await catalog.rows("reviews").find({ customerId: "x" }).explain("queryPlanner");
  expect(JSON.stringify(plan["queryPlanner"])).not.toContain('"COLLSCAN"');
});

test("every collection says whether a person can be in it", async () => {
  const known = [
    "acts",
    "reviews",
    "receipts",
    "dead_letters",
    "products",
    "categories",
    "removed_categories",
    "category_tree",
    "companions",
    "heard_events",
    "stock",
    "movements",
    "reservations",
    "uploads",
    "imports",
    "currencies",
    "announcements",
    "erasures",
    "idempotency_keys",
    "layout",
    "locks",
  ];
  const { db } = (catalog.rows("reviews") as unknown as mongoose.Collection).conn;
  const names = ((await db?.listCollections().toArray()) ?? []).map(({ name }) => name);
  expect(names.filter((name) => !known.includes(name) && !name.startsWith("pictures"))).toEqual([]);
});
