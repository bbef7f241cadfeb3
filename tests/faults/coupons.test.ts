/** A process dies while orders with a coupon are placed and cancelled: its uses are those of the orders that are there. */
import { isProblem, orProblem, Refused } from "@shop/client/refusal";
import { randomUUID } from "node:crypto";
import { soon } from "@shop/testing/soon";
import { afterAll, beforeAll, expect, test } from "vitest";
import { anOrder, newKey, openShop, paidWith, untilFinal, type TestShop } from "../test-shop.ts";
import { endLeases } from "./end-leases.ts";
import { untilServed } from "./until-served.ts";

let shop: TestShop;
beforeAll(async () => {
  shop = await openShop();
}, 180_000);
afterAll(() => shop[Symbol.asyncDispose](), 60_000);

async function couponOf(totalLimit: number) {
  const admin = await shop.logIn("admin");
  const code = `C-${randomUUID().slice(0, 8)}`.toUpperCase();
  await admin.createCoupon({ body: { code, kind: "percent", value: 10, totalLimit } });
  const used = async () => (await admin.getCoupon({ params: { code } })).body.used;
  return { code, used };
}

test.each(["order.placed", "order.cancelled", "order.declined"])(
  "killed right after %s, an order has used its coupon once, or not at all",
  { timeout: 180_000 },
  async (crashAt) => {
    const victim = shop.process("order");
    const { code, used } = await couponOf(1);
    const sku = await shop.sell(5);
    const alice = await shop.guest();
    const token = crashAt === "order.declined" ? "tok_declined" : "tok_ok";
    const body = { ...anOrder(sku, paidWith(token)), coupon: code };
    const wish = { body, ...newKey() };
    await victim.kill("SIGTERM");
    await victim.start({ CRASH_AT: crashAt });
    await victim.waitReady();
    await untilServed(alice, sku);
    const placed = await orProblem(alice.placeOrder(wish));
    if (crashAt === "order.cancelled") {
      if (isProblem(placed)) throw new Refused(placed);
      await untilFinal(alice, placed.body.id);
      await alice.cancelOrder({ params: { id: placed.body.id } }).catch(() => undefined);
    }
    await expect.poll(() => victim.isRunning(), { timeout: 90_000, interval: 20 }).toBe(false);
    await endLeases(shop, "order");
    await victim.start();
    await victim.waitReady();
    const again = await soon(() => alice.placeOrder(wish));
    expect(again.status).toBe(201);
    const order = await untilFinal(alice, again.body.id, 90_000);
    expect(order.coupon).toBe(code);
    expect(order.status).toBe(crashAt === "order.placed" ? "confirmed" : "cancelled");
    expect(await used()).toBe(order.status === "confirmed" ? 1 : 0);
    const next = await orProblem(
      alice.placeOrder({ body: { ...anOrder(sku, paidWith("tok_ok")), coupon: code }, ...newKey() }),
    );
    const said = isProblem(next) ? next.code : next.status;
    expect(said).toBe(order.status === "confirmed" ? "coupon.used_up" : 201);
  },
);

test(
  "killed in the middle of many, it has been used by as many orders as there are, and never by too many",
  {
    timeout: 240_000,
  },
  async () => {
    const limit = 7;
    const { code, used } = await couponOf(limit);
    const sku = await shop.sell(100);
    const guests = await Promise.all(Array.from({ length: 20 }, () => shop.guest()));
    const buy = guests.map((guest) => ({
      guest,
      wish: { body: { ...anOrder(sku, paidWith("tok_ok")), coupon: code }, ...newKey() },
    }));
    const place = ({ guest, wish }: (typeof buy)[number]) => orProblem(guest.placeOrder(wish));
    const first = Promise.all(buy.map((each) => place(each).catch(() => undefined)));
    const victim = shop.process("order");
    await expect.poll(used, { timeout: 30_000, interval: 5 }).toBeGreaterThan(0);
    await victim.kill("SIGKILL");
    await first;
    await victim.start();
    await victim.waitReady();
    // What was cut off, or turned away while nobody was there, asks again with its key until it is told.
    const isTold = async (each: (typeof buy)[number]) => {
      const answer = await place(each);
      return !isProblem(answer) || answer.code === "coupon.used_up";
    };
    for (const each of buy) await expect.poll(() => isTold(each), { timeout: 60_000 }).toBe(true);
    const lists = await Promise.all(guests.map((guest) => guest.listOrders()));
    const orders = lists.flatMap(({ body }) => body.items);
    expect(orders).toHaveLength(limit);
    expect(await used()).toBe(limit);
    for (const [index, { id }] of orders.entries()) {
      const owner = guests[lists.findIndex(({ body }) => body.items.some((each) => each.id === id))]!;
      await owner.cancelOrder({ params: { id } });
      expect(await used()).toBe(limit - index - 1);
    }
  },
);
