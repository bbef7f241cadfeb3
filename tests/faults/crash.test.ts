/**
 * A process dies right after each step it saves, before each piece of owed work that it has taken, and between an event's
 * confirm and its mark, and comes back: the order still ends, once, and stock, order and the payment provider's ledger
 * agree. The points are listed from the code.
 */
import { isProblem, orProblem } from "@shop/client/refusal";
import { randomUUID } from "node:crypto";
import type { Order } from "@shop/contracts/order/orders";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, paidWith, untilFinal, type Person, type TestShop } from "../test-shop.ts";
import { agrees } from "./agrees.ts";
import { endLeases } from "./end-leases.ts";
import { points, toDeath } from "./points.ts";
import { chanceOf, withSeeds } from "./seeds.ts";
import { isToldOnce } from "./told-once.ts";
import { untilServed } from "./until-served.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

/** How an order comes to take a step, and how it ends. */
type Story = {
  readonly token?: string;
  /** Done before the order is placed. */
  readonly before?: () => Promise<unknown>;
  /** Done once it is placed. */
  readonly meanwhile?: (alice: Person, orderId: string, sku: string) => Promise<unknown>;
  /** How many somebody else bought meanwhile. */
  readonly soldElsewhere?: number;
  /** For this run of the process that is to die. */
  readonly env?: Record<string, string>;
  /** What the dead process had taken stays its own until the lease is over. */
  readonly keepsLeases?: true;
  readonly ends: Pick<Order, "status" | "reason">;
};

const confirmed = { status: "confirmed", reason: null } as const;
const cancelledFor = (reason: Order["reason"]) => ({ status: "cancelled", reason }) as const;

const cancelOnceConfirmed = async (alice: Person, orderId: string) => {
  await untilFinal(alice, orderId);
  await alice.cancelOrder({ params: { id: orderId } }).catch(() => undefined);
};

const stories: Record<string, Story> = {
  "order.placed": { ends: confirmed },
  "order.stockReserved": { ends: confirmed },
  "order.authorised": { ends: confirmed },
  "order.stockCommitted": { ends: confirmed },
  "order.captured": { ends: confirmed },
  "order.mailSent": { ends: confirmed },
  "order.stockRejected": {
    before: () => shop.stopBroker(),
    meanwhile: sellTheRest,
    soldElsewhere: 5,
    ends: cancelledFor("out_of_stock"),
  },
  "order.declined": { token: "tok_declined", ends: cancelledFor("payment_declined") },
  "order.paymentUnknown": { token: "tok_flaky", ends: confirmed },
  "order.authorisationFailed": { token: "tok_error", ends: cancelledFor("payment_failed") },
  "order.captureRefused": {
    token: "tok_slow",
    meanwhile: voidBeforeCapture,
    ends: cancelledFor("payment_failed"),
  },
  "order.cancelled": { meanwhile: cancelOnceConfirmed, ends: cancelledFor("customer") },
  "order.moneyReturned": { meanwhile: cancelOnceConfirmed, ends: cancelledFor("customer") },
  "order.stockReleased": { meanwhile: cancelOnceConfirmed, ends: cancelledFor("customer") },
  "order.noticed": { token: "tok_timeout", ends: confirmed },
  "order.timedOut": {
    token: "tok_error",
    env: { ORDER_DEADLINE_MINUTES: "0.05" },
    ends: cancelledFor("timed_out"),
  },
  "stock.hold": { ends: confirmed },
  "stock.commit": { ends: confirmed },
  "stock.release": { token: "tok_declined", ends: cancelledFor("payment_declined") },
  "stock.return": { meanwhile: cancelOnceConfirmed, ends: cancelledFor("customer") },
  "stock.expire": {
    token: "tok_slow",
    env: { HOLD_MINUTES: "0.01" },
    ends: cancelledFor("out_of_stock"),
  },
  "orders.authorise.taken": { ends: confirmed },
  "orders.capture.taken": { ends: confirmed },
  "orders.mail.taken": { ends: confirmed },
  "orders.return_money.taken": { meanwhile: cancelOnceConfirmed, ends: cancelledFor("customer") },
  "orders.deadline.taken": {
    token: "tok_error",
    env: { ORDER_DEADLINE_MINUTES: "0.05" },
    ends: cancelledFor("timed_out"),
  },
  // Nobody ends the hold before the lease is over, and so the sale comes first.
  "reservations.expire.taken": {
    token: "tok_slow",
    env: { HOLD_MINUTES: "0.01" },
    keepsLeases: true,
    ends: confirmed,
  },
  "outbox.published": { ends: confirmed },
  "outbox.published by the catalog": { ends: confirmed },
};

test("every step in the code has a story", () => {
  expect(Object.keys(stories).toSorted()).toEqual(points.toSorted());
});

test.each(withSeeds(points))("killed right after %s (seed %i)", { timeout: 180_000 }, async (point, seed) => {
  const chance = chanceOf(point, seed);
  const {
    token = "tok_ok",
    before,
    meanwhile,
    soldElsewhere = 0,
    env = {},
    keepsLeases,
    ends,
  } = storyOf(point);
  const { service, crashAt } = toDeath(point);
  const victim = shop.process(service);
  const sku = await shop.sell(5);
  const alice = await shop.guest();
  const body = anOrder(sku, paidWith(token));
  const wish = { body, ...newKey() };

  await victim.kill("SIGTERM");
  await victim.start({ CRASH_AT: crashAt, ...env });
  await victim.waitReady();
  await untilServed(alice, sku);
  await before?.();
  const placed = await chance.ask(() => orProblem(alice.placeOrder(wish)));
  const telling = isProblem(placed) ? undefined : meanwhile?.(alice, placed.body.id, sku);
  await expect.poll(() => victim.isRunning(), { timeout: 90_000, interval: 20 }).toBe(false);
  await chance.stayDead();
  if (!keepsLeases) await endLeases(shop, service);
  await victim.start();
  await victim.waitReady();
  await telling;

  const again = await soon(() => alice.placeOrder(wish));
  expect(again.status).toBe(201);
  const { items } = (await alice.listOrders()).body;
  expect(items.map(({ id }) => id)).toEqual([again.body.id]);
  const order = await untilFinal(alice, again.body.id, 90_000);
  expect(order).toMatchObject(ends);
  await agrees(shop, [order], sku, 5 - soldElsewhere);
  await isToldOnce(shop, order);
});

function storyOf(point: string): Story {
  const story = stories[point];
  if (!story) throw new Error(`Nobody tells how an order comes to ${point}`);
  return story;
}

/** Somebody is faster: the order was quoted, and when the catalog hears of it nothing is left. */
async function sellTheRest(_alice: Person, _orderId: string, sku: string): Promise<void> {
  const staff = await shop.logIn("admin");
  const body = { delta: -5, reason: "sold elsewhere" };
  await staff.adjustStock({ params: { sku }, body, ...newKey() });
  await shop.startBroker();
}

/** While catalog is away the sale cannot become final; meanwhile the provider loses the authorisation. */
async function voidBeforeCapture(alice: Person, orderId: string): Promise<void> {
  const seen = async () =>
    (await alice.getTimeline({ params: { id: orderId } })).body.items.map(({ type }) => type);
  await expect.poll(seen, { timeout: 10_000 }).toContain("stock.reserved");
  await shop.process("catalog").kill("SIGKILL");
  await expect.poll(seen, { timeout: 10_000 }).toContain("payment.authorised");
  await fetch(`${shop.sandboxUrl}/voids`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": randomUUID() },
    body: JSON.stringify({ reference: `auth:${orderId}`, orderId }),
  });
  await shop.process("catalog").start();
}
