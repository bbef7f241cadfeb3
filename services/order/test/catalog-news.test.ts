/** What the catalog says of orders, as a broker may deliver it: more than once, late, and in another order. */
import { randomUUID } from "node:crypto";
import { catalogEvents } from "@shop/contracts/catalog/events";
import type { Fact } from "@shop/contracts/language/event";
import { userEvents } from "@shop/contracts/user/events";
import { seeded, shuffled } from "@shop/testing/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, expiresAt, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

const { stockReserved, stockRejected, stockCommitted, stockReleased } = catalogEvents;
const reserved = (orderId: string): Fact => stockReserved.of({ orderId, expiresAt });
const rejected = (orderId: string): Fact => stockRejected.of({ orderId, skus: [] });
const released = (orderId: string): Fact => stockReleased.of({ orderId, returned: false });

/** What the catalog says first, what it waits for, and what it says last. */
const stories = {
  bought: {
    first: reserved,
    until: "payment.authorised",
    last: (orderId: string) => stockCommitted.of({ orderId }),
    end: "mail.sent",
  },
  "sold out": { first: rejected, until: "order.cancelled", last: undefined, end: "order.cancelled" },
  "held for too short": {
    first: reserved,
    until: "payment.authorised",
    last: rejected,
    end: "payment.voided",
  },
  declined: { first: reserved, until: "order.cancelled", last: released, end: "stock.released" },
  regretted: { first: reserved, until: "payment.authorised", last: released, end: "stock.released" },
} as const;
type Story = keyof typeof stories;

type Placed = { readonly story: Story; readonly id: string; readonly cancel: () => Promise<unknown> };

async function place(story: Story): Promise<Placed> {
  const alice = await shop.as();
  const token = story === "declined" ? "tok_declined" : "tok_ok";
  const body = anOrder({ payment: { method: "card", token } });
  const { body: order } = await alice.placeOrder({ body, headers: newKey() });
  return { story, id: order.id, cancel: () => alice.cancelOrder({ params: { id: order.id } }) };
}

type Said = { readonly fact: Fact; readonly id: string };
const once = (fact: Fact): Said => ({ fact, id: randomUUID() });

/** Everything to its end. `say` is given what is news, and what the catalog has said before. */
async function tell(orders: readonly Placed[], say: (news: Said[], before: Said[]) => Promise<unknown>) {
  const first = orders.map(({ story, id }) => once(stories[story].first(id)));
  await say(first, []);
  for (const { story, id } of orders) await shop.untilTold(id, stories[story].until);
  for (const { story, cancel } of orders) if (story === "regretted") await cancel();
  const last = orders.flatMap(({ story, id }) => {
    const fact = stories[story].last?.(id);
    return fact ? [once(fact)] : [];
  });
  await say(last, first);
  for (const { story, id } of orders) await shop.untilTold(id, stories[story].end);
  for (const { story, id } of orders) if (story === "regretted") await shop.untilTold(id, "payment.voided");
  await say([], last);
}

/** How an order ended; entries that nothing puts in an order are compared as a set. */
async function endOf({ story, id }: Placed) {
  const row = await shop.orders.findOne({ _id: id });
  if (!row) throw new Error(`Order ${id} is gone`);
  const { state, reason, payment, isStockBack, owes, version } = row;
  const told = row.timeline.map(({ type }) => type).toSorted();
  const charges = shop.provider.chargesOf(id).map(({ status }) => status);
  const announced = await shop.announced(id);
  return {
    story,
    state,
    reason,
    payment: payment.status,
    isStockBack,
    owes,
    version,
    told,
    charges,
    announced,
  };
}

const all = Object.keys(stories) as Story[];
const seed = Math.floor(Math.random() * 1e9);

test(`news that comes three times to two processes, shuffled within 50, ends orders as news that comes once (seed ${seed})`, async () => {
  const random = seeded(seed);
  const sayAll = (said: readonly Said[]) =>
    Promise.all(said.map(({ fact, id }) => shop.ear.say(fact, { id })));
  const calm = await Promise.all(all.map(place));
  await tell(calm, sayAll);
  const replica = await shop.replica();
  const wild = await Promise.all(Array.from({ length: 4 }, () => all.map(place)).flat());
  expect(wild).toHaveLength(20);
  // Twice when it is news, and a third time among what comes after it.
  await tell(wild, (news, before) => sayAll(shuffled([...news, ...news, ...before], 50, random)));
  await replica[Symbol.asyncDispose]();
  await shop.restart();
  for (const { id } of [...calm, ...wild]) await shop.untilDone(id);
  const ends = Object.fromEntries((await Promise.all(calm.map(endOf))).map((end) => [end.story, end]));
  for (const order of wild) expect(await endOf(order)).toEqual(ends[order.story]);
});

test("a test that says what nobody announces, or nobody hears, is told at once", async () => {
  const misspelt = { ...reserved("any"), name: "catalog.stock_reservd" };
  await expect(shop.ear.say(misspelt)).rejects.toThrow("No service of the shop announces");
  await expect(shop.ear.say({ ...reserved("any"), data: { orderId: 7 } })).rejects.toThrow("orderId");
  const unheard = userEvents.userVerified.of({ userId: "any" });
  await expect(shop.ear.say(unheard)).rejects.toThrow("No service hears user.verified");
});
