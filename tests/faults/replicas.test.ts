/**
 * Two of a service and more, on the same database and broker. Each replica dies at another point of an order's way and
 * stays dead: the one that is left brings every order to its end, once. All die within a second or two, before the first
 * lease is over, so that nobody else can. And while nobody dies, they share the work without a trace of it.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { Order } from "@shop/contracts/order/orders";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { findUnrest, readBooks, type Books } from "../chaos/books.ts";
import { compare } from "../chaos/check.ts";
import { callWitness, hearEachTime, hearWitness } from "../chaos/witness.ts";
import { openShop, untilFinal, type TestShop } from "../test-shop.ts";
import { agrees } from "./agrees.ts";
import { points, toDeath } from "./points.ts";
import { askAgain, buy, cancel, type Purchase } from "./purchase.ts";

let shop: TestShop;
/** Since the shop was opened. */
const heard: Books["events"][number][] = [];
beforeAll(async () => {
  shop = await openShop();
  await callWitness(shop);
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

type End = Pick<Order, "status" | "reason">;
type Story = {
  /** A replica for each, which dies there. */
  readonly deaths: readonly string[];
  readonly token?: string;
  /** Each order is cancelled by its customer once it is confirmed. */
  readonly isCancelled?: boolean;
  /** For those that die. */
  readonly env?: Record<string, string>;
  /** An order ends in one of these ways, by which process had it. */
  readonly ends: readonly End[];
};

const confirmed = { status: "confirmed", reason: null } as const;
const cancelledFor = (reason: Order["reason"]) => ({ status: "cancelled", reason }) as const;

const stories: readonly Story[] = [
  {
    deaths: ["order.placed", "order.stockReserved", "orders.authorise.taken", "stock.hold"],
    ends: [confirmed],
  },
  {
    deaths: ["order.authorised", "order.stockCommitted", "orders.capture.taken", "stock.commit"],
    ends: [confirmed],
  },
  {
    deaths: [
      "order.captured",
      "order.mailSent",
      "orders.mail.taken",
      "outbox.published",
      "outbox.published by the catalog",
    ],
    ends: [confirmed],
  },
  {
    deaths: ["order.cancelled", "orders.return_money.taken", "stock.return"],
    isCancelled: true,
    ends: [cancelledFor("customer")],
  },
  {
    deaths: ["order.moneyReturned", "order.stockReleased"],
    isCancelled: true,
    ends: [cancelledFor("customer")],
  },
  {
    deaths: ["orders.deadline.taken", "order.timedOut"],
    token: "tok_slow",
    env: { ORDER_DEADLINE_MINUTES: "0.02" },
    ends: [confirmed, cancelledFor("timed_out")],
  },
  {
    deaths: ["stock.release"],
    token: "tok_declined",
    ends: [cancelledFor("payment_declined")],
  },
  {
    deaths: ["stock.expire"],
    token: "tok_slow",
    env: { HOLD_MINUTES: "0.01" },
    ends: [confirmed, cancelledFor("out_of_stock")],
  },
  {
    deaths: ["reservations.expire.taken"],
    token: "tok_slow",
    env: { HOLD_MINUTES: "0.01" },
    ends: [confirmed, cancelledFor("out_of_stock")],
  },
];

/** Where an order's way leads only when the provider or the stock says no; crash.test.ts has them. */
const negative = ["stockRejected", "declined", "authorisationFailed", "captureRefused"];
const aside = [...negative, "paymentUnknown", "noticed"];

test("every point on an order's way has a replica that dies there", () => {
  const told = [...stories.flatMap(({ deaths }) => deaths), ...aside.map((name) => `order.${name}`)];
  expect(told.toSorted()).toEqual(points.toSorted());
});

const stock = 500;

const named = stories.map((story) => [story.deaths.join(", "), story] as const);

test.each(named)("killed right after %s", { timeout: 180_000 }, async (_, story) => {
  const victims = await Promise.all(
    story.deaths.map((point) => {
      const { service, crashAt } = toDeath(point);
      return startReplica(service, { CRASH_AT: crashAt, ...story.env });
    }),
  );
  const sku = await shop.sell(stock);
  const living = () => victims.filter((victim) => victim.isRunning());
  const purchases: Purchase[] = [];
  const cancelling: Promise<unknown>[] = [];
  for (const until = performance.now() + 60_000; living().length > 0 && performance.now() < until;) {
    const own = living().filter(({ name }) => name === "order");
    const doors = [shop.gatewayUrl, shop.gatewayUrl, ...own.map(({ url }) => url)];
    const bought = await Promise.all(doors.map((door) => buy(shop, [door], sku, story.token)));
    purchases.push(...bought);
    if (story.isCancelled) cancelling.push(...bought.map(cancel));
    await pause(300);
  }
  expect(story.deaths.filter((_point, index) => victims[index]?.isRunning())).toEqual([]);
  await Promise.all(cancelling);
  await allEndRight(purchases, { sku, pieces: stock, ends: story.ends });
});

test("40 orders at once through two of each for 25 pieces: 25 are confirmed, and each event comes once, in order", async () => {
  const [order, catalog] = await Promise.all([startReplica("order"), startReplica("catalog")]);
  const sku = await shop.sell(25);
  heard.push(...(await hearWitness(shop)));
  const doors = [shop.gatewayUrl, order.url];
  const purchases = await Promise.all(
    Array.from({ length: 40 }, (_, index) => buy(shop, index % 2 ? doors : doors.toReversed(), sku)),
  );
  const taken = purchases.filter(({ answer }) => answer !== undefined);
  const refusals = purchases.filter(({ answer }) => answer === undefined).flatMap(({ refused }) => refused);
  expect(refusals.filter((code) => code !== "order.unavailable")).toEqual([]);
  await untilRest();
  const events = await hearEachTime(shop);
  heard.push(...events);
  const sequences = Map.groupBy(events, ({ name, aggregateId }) => `${name.split(".", 1)[0]} ${aggregateId}`);
  for (const [whose, all] of sequences)
    expect([whose, ...all.map(({ sequence }) => sequence)]).toEqual([whose, ...all.map((_, at) => at + 1)]);
  const orders = await allEndRight(taken, {
    sku,
    pieces: 25,
    ends: [confirmed, cancelledFor("out_of_stock")],
  });
  expect(orders.filter(({ status }) => status === "confirmed")).toHaveLength(25);
  // Thanks, or word of the end.
  for (const { contact } of orders) expect(await shop.mailsTo(contact.email)).toHaveLength(1);
  expect([order.isRunning(), catalog.isRunning()]).toEqual([true, true]);
});

const startReplica: TestShop["startReplica"] = async (...given) => {
  const replica = await shop.startReplica(...given);
  onTestFinished(() => replica.kill("SIGTERM"));
  return replica;
};

async function untilRest(): Promise<void> {
  await expect.poll(() => findUnrest(shop), { timeout: 90_000, interval: 500 }).toEqual([]);
}

/** Once and for all: order, timeline, money, stock, events and mails say the same. */
async function allEndRight(
  purchases: readonly Purchase[],
  { sku, pieces, ends }: { readonly sku: string; readonly pieces: number; readonly ends: readonly End[] },
): Promise<Order[]> {
  const orders = await Promise.all(
    purchases.map(async (purchase) => {
      const { id } = await askAgain(purchase);
      return untilFinal(purchase.buyer, id, 90_000);
    }),
  );
  await untilRest();
  for (const { status, reason } of orders) expect(ends).toContainEqual({ status, reason });
  await agrees(shop, orders, sku, pieces);
  const books = await readBooks(shop);
  heard.push(...books.events);
  for (const { id } of orders) {
    const types = books.timeline.filter(({ orderId }) => orderId === id).map(({ type }) => type);
    // Thanks, and word of the end: each is a mail of its own.
    const steps = types.filter((type) => type !== "mail.sent");
    expect(steps).toEqual([...new Set(steps)]);
  }
  const { events, mails, stuck } = compare({ intents: [], initial: new Map() }, { ...books, events: heard });
  expect({ events, mails, stuck }).toEqual({ events: [], mails: [], stuck: [] });
  return orders;
}
