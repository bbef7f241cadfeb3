/** Reviews of who has received the product. */
import { catalogApi } from "@shop/contracts/catalog/api";
import { orderEvents } from "@shop/contracts/order/events";
import { createClient } from "@shop/testing/http";
import { listenTo, type BusEar } from "@shop/testing/bus-ear";
import { until } from "@shop/testing/until";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ReceiptRow } from "../src/reviews/review-rows.ts";
import * as reviewing from "./a-review.ts";
import { runCatalog, uniqueWord, type RunningCatalog } from "./running-catalog.ts";

let catalog: RunningCatalog;
let ear: BusEar;
beforeAll(async () => {
  catalog = await runCatalog();
  ear = await listenTo(catalog.config.amqpUrl, {});
});
afterAll(async () => {
  await ear[Symbol.asyncDispose]();
  await catalog[Symbol.asyncDispose]();
});

const newProduct = () => reviewing.newProduct(catalog);
const shownOf = (id: string) => reviewing.shownOf(catalog, id);
const reviewedBy = (id: string, rating: number, customerId?: string) =>
  reviewing.reviewedBy(catalog, { id, rating, customerId });
const delivered = (customerId: string, productId: string) =>
  orderEvents.orderDelivered.of({
    orderId: uniqueWord(),
    customerId,
    lines: [
      { sku: "A", productId, quantity: 1 },
      { sku: "B", productId, quantity: 2 },
    ],
  });
const isReceived = (customerId: string, productId: string) =>
  until(async () => {
    const receipts = catalog.rows<ReceiptRow>("receipts");
    const row = await receipts.findOne({ _id: `${customerId}:${productId}` });
    return row?.receivedAt;
  }, "the delivery is known");

test("who received the product is verified, whether it is reviewed before or after, and nobody else", async () => {
  const id = await newProduct();
  const early = await reviewedBy(id, 5);
  expect(early.verified).toBe(false);
  await ear.say(delivered(early.customerId, id), { id: crypto.randomUUID() });
  await ear.say(delivered("late", id));
  await isReceived(early.customerId, id);
  await isReceived("late", id);
  expect((await reviewedBy(id, 4, "late")).verified).toBe(true);
  expect((await reviewedBy(id, 3)).verified).toBe(false);
  const shown = await shownOf(id);
  expect(shown.reviews.map(({ verified }) => verified)).toEqual([false, true, true]);
  expect(shown.rating).toEqual({ average: 4, count: 3 });
  await early.customer.removeReview({ params: early });
  expect((await reviewedBy(id, 1, early.customerId)).verified).toBe(true);
});

test("who takes over an order that they received as a guest is verified, once however often it is told", async () => {
  const id = await newProduct();
  const received = [{ sku: "A", productId: id, quantity: 1 }];
  const claimed = orderEvents.orderClaimed.of({ orderId: uniqueWord(), customerId: "claimer", received });
  const envelope = { id: crypto.randomUUID() };
  for (let time = 0; time < 2; time += 1) await ear.say(claimed, envelope);
  await ear.say(orderEvents.orderClaimed.of({ orderId: uniqueWord(), customerId: "waiting", received: [] }));
  await isReceived("claimer", id);
  expect((await reviewedBy(id, 4, "claimer")).verified).toBe(true);
  expect((await reviewedBy(id, 4, "waiting")).verified).toBe(false);
});

test("reviewed and delivered at the same time, every review is verified", async () => {
  const id = await newProduct();
  const customers = Array.from({ length: 20 }, () => uniqueWord());
  await using other = await runCatalog(catalog.config);
  await Promise.all(
    customers.map(async (customerId) => {
      const token = await catalog.tokenFor("customer", customerId);
      const review = createClient(other.url, catalogApi, { token }).createReview({
        params: { id },
        body: { rating: 5 },
      });
      const [answer] = await Promise.all([review, ear.say(delivered(customerId, id))]);
      expect(answer.status).toBe(201);
    }),
  );
  for (const customerId of customers) await isReceived(customerId, id);
  const { items } = (await catalog.public.listReviews({ params: { id }, query: { limit: 100 } })).body;
  expect(items.map(({ verified }) => verified)).toEqual(customers.map(() => true));
});
