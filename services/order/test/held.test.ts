/** Where a person can be in this database, and that they are shown it. */
import { randomUUID } from "node:crypto";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createListHeld } from "../src/privacy/held-view-store.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder();
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Whoever adds a collection says here whether a person can be in it, and then how one gets out and in which sections of a copy it is shown. */
const shownAs: Readonly<Record<string, readonly string[]>> = {
  orders: ["orders", "guestOrders"],
  carts: ["carts"],
  coupon_uses: ["couponUses"],
  lookups: ["lookups"],
  webhook_deliveries: ["webhookDeliveries"],
};
const known = {
  erasedFrom: Object.keys(shownAs),
  /** Answers of before, which say what orders say, and what nobody could read. */
  erasedUnseen: ["change_answers", "dead_letters"],
  ofNobody: [
    "acts",
    "coupons",
    "erasures",
    "idempotency_keys",
    "invoice_series",
    "layout",
    "locks",
    "payment_notices",
    "sales",
    "shipping_methods",
    "tax_rates",
    "webhooks",
  ],
};

test("every collection says whether a person can be in it", async () => {
  const names = ((await shop.connection.db?.listCollections().toArray()) ?? []).map(({ name }) => name);
  expect(names.filter((name) => !Object.values(known).flat().includes(name))).toEqual([]);
});

test("a copy has a section for every collection that a person can be in", async () => {
  const [userId, email] = [randomUUID(), `ana-${randomUUID()}@example.com`];
  const ana = await shop.as(userId, "customer");
  const { body } = await ana.placeOrder({ body: anOrder(), headers: newKey() });
  const orderId = body.id;
  const emailKey = emailKeyOf(email);
  const rows = (name: string) => shop.connection.collection<{ _id: string }>(name);
  await rows("coupon_uses").insertOne({ _id: orderId, code: "TEN" } as never);
  // As one that waits, and is nobody's to do.
  const lookup = {
    _id: randomUUID(),
    number: "2026-1",
    emailKey,
    owes: [],
    revision: 1,
    createdAt: new Date(),
  };
  await rows("lookups").insertOne(lookup);
  const listHeld = createListHeld({ connection: shop.connection });
  const held = new Map<string, unknown[]>();
  const asked = { userId, email };
  for (let cursor: string | null = ""; cursor !== null;) {
    const { section, items, next } = await listHeld({ ...asked, cursor });
    held.set(section, [...(held.get(section) ?? []), ...items]);
    cursor = next;
  }
  expect([...held.keys()].toSorted()).toEqual(Object.values(shownAs).flat().toSorted());
  expect(held.get("couponUses")).toEqual([{ orderId, code: "TEN" }]);
  expect(held.get("lookups")).toMatchObject([{ number: "2026-1" }]);
});
