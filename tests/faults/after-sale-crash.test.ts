/**
 * A process dies right after each step of a parcel, a refund and an invoice, and before the work they owe, and comes back.
 * Staff asks again under the same key until it is answered: it happened once, the provider's ledger and the stock agree,
 * and the invoices have no gap.
 */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import mongoose from "mongoose";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { endLeases } from "./end-leases.ts";
import { pointsAfterSale, toDeath } from "./points.ts";
import { chanceOf, seeds, withSeeds } from "./seeds.ts";
import { isToldOnce } from "./told-once.ts";

let shop: TestShop;
let staff: Person;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

type Params = { readonly id: string };
type Story = {
  /** Once the order is confirmed. */
  readonly afterwards?: (params: Params) => Promise<unknown>;
  readonly ends: object;
  /** Given back at the provider behind our back, in cents. */
  readonly lost?: number;
};

/** Until it is answered: while a process is dead or dying it may not be. */
async function insist<Answer extends { readonly status: number }>(
  ask: () => Promise<Answer>,
  status: number,
): Promise<Answer> {
  let answer: Answer | undefined;
  const patient = { timeout: 60_000, interval: 100 };
  await expect
    .poll(async () => {
      answer = await ask().catch(() => undefined);
      return answer?.status;
    }, patient)
    .toBe(status);
  if (!answer) throw new Error("There was no answer");
  return answer;
}

async function ship(params: Params) {
  const key = newKey();
  const body = { carrier: "DHL", trackingNumber: "0034" };
  return (await insist(() => staff.shipOrder({ params, body, ...key }), 201)).body;
}

async function shipAndDeliver({ id }: Params) {
  const { shipments } = await ship({ id });
  const params = { id, shipmentId: shipments[0]?.id ?? "" };
  await insist(() => staff.deliverShipment({ params }), 200);
}

const refund = async (params: Params): Promise<void> => {
  const key = newKey();
  const body = { reason: "damaged", restock: true };
  await insist(() => staff.refundOrder({ params, body, ...key }), 201);
  const isSettled = async () => {
    const { body: order } = await insist(() => staff.getOrder({ params }), 200);
    return order.refunds.every(({ status }) => status !== "pending");
  };
  await expect.poll(isSettled, { timeout: 60_000 }).toBe(true);
};

const restocked = async (params: Params): Promise<void> => {
  await refund(params);
  const types = async () =>
    (await insist(() => staff.getTimeline({ params, query: { limit: "100" } }), 200)).body.items.map(
      ({ type }) => type,
    );
  await expect.poll(types, { timeout: 60_000 }).toContain("stock.returned");
};

async function refundTooMuch(params: Params): Promise<void> {
  const [charge] = await shop.charges(params.id);
  await fetch(`${shop.sandboxUrl}/charges/${charge?.id}/refunds`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
    body: JSON.stringify({ amount: euros(1) }),
  });
  await refund(params);
}

const confirmed = { status: "confirmed", refunds: [] } as const;
const back = { status: "confirmed", refunds: [expect.objectContaining({ status: "done" })] } as const;

const stories: Readonly<Record<string, Story>> = {
  "order.shipped": { afterwards: ship, ends: { status: "shipped" } },
  "order.delivered": { afterwards: shipAndDeliver, ends: { status: "delivered" } },
  "order.refundRequested": { afterwards: restocked, ends: back },
  "order.refundDone": { afterwards: restocked, ends: back },
  "order.refundRestocked": { afterwards: restocked, ends: back },
  "order.refundFailed": {
    afterwards: refundTooMuch,
    ends: { status: "confirmed", refunds: [expect.objectContaining({ status: "failed" })] },
    lost: 1,
  },
  "orders.refund.taken": { afterwards: restocked, ends: back },
  "stock.restock": { afterwards: restocked, ends: back },
  "orders.invoice.taken": { ends: confirmed },
  "invoices.counted": { ends: confirmed },
  "invoices.numbered": { ends: confirmed },
};

test("every step after the payment has a story", () => {
  expect(Object.keys(stories).toSorted()).toEqual(pointsAfterSale.toSorted());
});

test.each(withSeeds(pointsAfterSale))(
  "killed right after %s (seed %i)",
  { timeout: 240_000 },
  async (point, seed) => {
    const chance = chanceOf(point, seed);
    const story = stories[point];
    if (!story) throw new Error(`Nobody tells how an order comes to ${point}`);
    const { service, crashAt } = toDeath(point);
    const victim = shop.process(service);
    // A token is good for five minutes, fewer than all of these take.
    staff = await shop.logIn("admin");
    const sku = await shop.sell(5);
    const alice = await shop.guest();
    const contact = { email: `${alice.id}@example.com`, name: "Alice" };
    await victim.kill("SIGTERM");
    await victim.start({ CRASH_AT: crashAt });
    await victim.waitReady();

    const request = { body: anOrder(sku, { contact }), ...newKey() };
    // Not waited for: the service may die before it has answered all who ask.
    const placing = chance.ask(() => insist(() => alice.placeOrder(request), 201));
    const telling = placing.then(async ({ body: { id } }) => {
      await untilFinal(alice, id, 90_000);
      await story.afterwards?.({ id });
      return { id };
    });
    await expect.poll(() => victim.isRunning(), { timeout: 90_000, interval: 20 }).toBe(false);
    await chance.stayDead();
    await endLeases(shop, service);
    await victim.start();
    await victim.waitReady();
    const params = await telling;

    const { body: order } = await insist(() => staff.getOrder({ params }), 200);
    expect(order).toMatchObject(story.ends);
    expect(order.shipments.length + order.refunds.length).toBeLessThanOrEqual(1);
    const charges = await shop.charges(order.id);
    const kept = charges.reduce((sum, { captured, refunded }) => sum + captured.amount - refunded.amount, 0);
    expect(kept).toBe(order.total.amount - order.payment.refunded.amount - (story.lost ?? 0));
    const isBack = order.refunds.some(({ status, restock }) => status === "done" && restock);
    const onHand = isBack ? 5 : 4;
    const level = async () => (await staff.getStock({ params: { sku } })).body;
    await expect.poll(level, { timeout: 30_000 }).toMatchObject({ onHand, available: onHand, held: 0 });
    await insist(() => alice.getInvoice({ params }), 200);
    await isToldOnce(shop, order);
  },
);

test("no invoice and no credit note has a gap before it, and none is there twice", async () => {
  await using client = await mongoose.mongo.MongoClient.connect(shop.mongoUrl("order"));
  type Row = { invoice: { number: string } | null; refunds: { creditNote: string | null }[] };
  const orders = await client.db().collection<Row>("orders").find({}).toArray();
  const numbers = orders.flatMap(({ invoice, refunds }) => [
    ...(invoice ? [invoice.number] : []),
    ...refunds.flatMap(({ creditNote }) => creditNote ?? []),
  ]);
  const credits = numbers.filter((number) => number.includes("-C"));
  const invoices = numbers.filter((number) => !number.includes("-C"));
  for (const series of [credits, invoices]) {
    const serials = series.map((number) => Number(number.replace(/^\d+-C?/, ""))).toSorted((a, b) => a - b);
    expect(serials).toEqual(serials.map((_, index) => index + 1));
  }
  expect(invoices).toHaveLength(pointsAfterSale.length * seeds.length);
  expect(credits.length).toBeGreaterThanOrEqual(5);
});
