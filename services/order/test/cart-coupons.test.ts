/** A coupon in a cart: what the customer sees of it as the cart and the coupon change. */
import { randomUUID } from "node:crypto";
import { euros } from "@shop/contracts/language/values";
import { NewCoupon } from "@shop/contracts/order/coupons";
import type { z } from "zod";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createCouponStore } from "../src/coupons/coupon-store.ts";
import { create } from "../src/coupons/coupon.ts";
import { anOrder, newKey, runOrder, type RunningOrder } from "./running-order.ts";

let shop: RunningOrder;
beforeAll(async () => {
  shop = await runOrder({ currencies: ["EUR", "JPY"] });
});
afterAll(() => shop[Symbol.asyncDispose]());

/** Answers its code, in the form the shop keeps it. */
async function coupon(changes: Partial<z.input<typeof NewCoupon>> = {}): Promise<string> {
  const input = { code: `C-${randomUUID().slice(0, 8)}`, kind: "percent" as const, value: 20, ...changes };
  const made = create(NewCoupon.parse(input), { currencies: ["EUR", "JPY"], serial: randomUUID() });
  await createCouponStore({ connection: shop.connection }).insert(made);
  return made.code;
}

async function aliceWith(quantity: number, amount: number, role: "guest" | "customer" = "guest") {
  const sku = shop.sells({ price: euros(amount) });
  const alice = await shop.as(randomUUID(), role);
  await alice.addCartLine({ body: { sku, quantity } });
  return { alice, sku };
}

test("a code is taken with blanks around it and in any case, and answered as the shop keeps it (R38)", async () => {
  const code = await coupon();
  for (const written of [` ${code.toLowerCase()} `, `${code.toLowerCase()}\n`, code]) {
    const { alice } = await aliceWith(1, 1000);
    const { body } = await alice.setCartCoupon({ body: { code: written } });
    expect(body).toMatchObject({
      coupon: code,
      couponReason: null,
      discount: euros(200),
      subtotal: euros(1000),
      total: euros(800),
    });
    expect((await alice.getCart()).body).toMatchObject({ coupon: code, total: euros(800) });
  }
});

test("a coupon whose minimum is no longer met stays, takes nothing off and says why; met again it does (R37)", async () => {
  const code = await coupon({ minimum: 5000 });
  const { alice, sku } = await aliceWith(2, 2600);
  expect((await alice.setCartCoupon({ body: { code } })).body.discount).toEqual(euros(1040));
  const { body: less } = await alice.setCartLine({ params: { sku }, body: { quantity: 1 } });
  const none = { coupon: code, couponReason: "minimum", discount: euros(0), total: euros(2600) };
  const told = { ...none, couponMinimum: euros(5000) };
  expect(less).toMatchObject(told);
  expect((await alice.getCart()).body).toMatchObject(told);
  const { body: again } = await alice.setCartLine({ params: { sku }, body: { quantity: 2 } });
  expect(again).toMatchObject({ couponReason: null, discount: euros(1040) });
  expect(again).not.toHaveProperty("couponMinimum");
});

test.each([
  ["expired", { endsAt: "2020-01-01T00:00:00.000Z" }],
  ["not_started", { startsAt: "2999-01-01T00:00:00.000Z" }],
  ["inactive", { active: false }],
  ["minimum", { minimum: 1001 }],
  ["currency", { minimum: 1, currency: "JPY" }],
])(
  "a coupon that is of no use is refused with the reason, and the cart stays: %s",
  async (reason, changes) => {
    const code = await coupon(changes);
    const { alice } = await aliceWith(1, 1000);
    const { problem } = await alice.setCartCoupon({ body: { code } });
    expect(problem).toMatchObject({ status: 409, code: `coupon.${reason}` });
    expect((await alice.getCart()).body).toMatchObject({ coupon: null, version: 1 });
  },
);

test("a code that does not exist is 409, and one that no code can be is too", async () => {
  const { alice } = await aliceWith(1, 1000);
  for (const code of ["NOTHING-LIKE-IT", "with blanks in it", "__proto__", "$where"])
    expect((await alice.setCartCoupon({ body: { code } })).problem).toMatchObject({
      status: 409,
      code: "coupon.unknown",
    });
});

test.each([{}, { code: "" }, { code: 5 }, { code: null }, { code: "x".repeat(65) }, { code: { $ne: "" } }])(
  "%j is no coupon: 400",
  async (body) => {
    const alice = await shop.as();
    const { problem } = await alice.setCartCoupon({ body: JSON.stringify(body) });
    expect(problem).toMatchObject({ status: 400, code: "request.invalid" });
    expect(problem?.errors?.[0]).toMatchObject({ path: "code" });
  },
);

test("a coupon in the cart that the shop ends takes nothing off from then on", async () => {
  const code = await coupon();
  const { alice } = await aliceWith(1, 1000);
  await alice.setCartCoupon({ body: { code } });
  const coupons = shop.connection.collection<{ _id: string }>("coupons");
  await coupons.updateOne({ _id: code }, { $set: { endsAt: new Date(0) } });
  expect((await alice.getCart()).body).toMatchObject({
    coupon: code,
    couponReason: "expired",
    total: euros(1000),
  });
  await coupons.deleteOne({ _id: code });
  expect((await alice.getCart()).body).toMatchObject({
    coupon: code,
    couponReason: "unknown",
    total: euros(1000),
  });
});

test("a cart goes without its coupon when asked to, and asking again changes nothing more", async () => {
  const code = await coupon();
  const { alice } = await aliceWith(1, 1000);
  await alice.setCartCoupon({ body: { code } });
  expect((await alice.removeCartCoupon()).body).toMatchObject({ coupon: null, total: euros(1000) });
  expect((await alice.removeCartCoupon()).body).toMatchObject({ coupon: null, discount: euros(0) });
});

test("an amount is never more than the goods cost", async () => {
  const code = await coupon({ kind: "amount", value: 5000 });
  const { alice } = await aliceWith(1, 1999);
  expect((await alice.setCartCoupon({ body: { code } })).body).toMatchObject({
    discount: euros(1999),
    total: euros(0),
  });
});

const { lines: _lines, ...fromCart } = anOrder();

test("an order from the cart uses its currency and its coupon, which is gone when the order is confirmed", async () => {
  const code = await coupon();
  const sku = shop.sells();
  shop.catalog.price(sku, { amount: 3000, currency: "JPY" });
  const alice = await shop.as();
  await alice.setCartCurrency({ body: { currency: "JPY" } });
  await alice.addCartLine({ body: { sku, quantity: 2 } });
  const { body: cart } = await alice.setCartCoupon({ body: { code } });
  const { currency, ...inEuros } = { ...fromCart, currency: "EUR" };
  const foreign = await alice.placeOrder({ body: { ...inEuros, currency }, headers: newKey() });
  expect(foreign.problem).toMatchObject({ status: 400, errors: [{ path: "currency" }] });
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(order).toMatchObject({ coupon: code, subtotal: cart.subtotal, discount: cart.discount });
  expect(order.total.currency).toBe("JPY");
  await shop.confirmed(order.id);
  expect((await alice.getCart()).body).toMatchObject({ lines: [], coupon: null, currency: "JPY" });
});

test("the coupon of a cart stays when its order named another one", async () => {
  const [own, other] = [await coupon(), await coupon()];
  const { alice } = await aliceWith(1, 1000);
  await alice.setCartCoupon({ body: { code: own } });
  const { body: order } = await alice.placeOrder({ body: { ...fromCart, coupon: other }, headers: newKey() });
  expect(order.coupon).toBe(other);
  await shop.confirmed(order.id);
  expect((await alice.getCart()).body).toMatchObject({ lines: [], coupon: own });
});

test("an order from a cart whose coupon does nothing any more is refused with the reason, and goes through without it", async () => {
  const code = await coupon({ minimum: 5000 });
  const { alice, sku } = await aliceWith(2, 2600);
  await alice.setCartCoupon({ body: { code } });
  await alice.setCartLine({ params: { sku }, body: { quantity: 1 } });
  const refused = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(refused.problem).toMatchObject({ status: 409, code: "coupon.minimum", minimum: euros(5000) });
  await alice.removeCartCoupon();
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  expect(order).toMatchObject({ coupon: null, discount: { amount: 0 } });
});

test("a customer who has used a coupon sees in the cart that it is used up for them", async () => {
  const code = await coupon({ perCustomerLimit: 1 });
  const { alice, sku } = await aliceWith(1, 1000, "customer");
  await alice.setCartCoupon({ body: { code } });
  const { body: order } = await alice.placeOrder({ body: fromCart, headers: newKey() });
  await shop.confirmed(order.id);
  await alice.addCartLine({ body: { sku, quantity: 1 } });
  const refused = await alice.setCartCoupon({ body: { code } });
  expect(refused.problem).toMatchObject({ status: 409, code: "coupon.used_by_you" });
});

test("a cart's coupon comes with a claim when the customer's cart has none", async () => {
  const code = await coupon();
  const guestId = randomUUID();
  const sku = shop.sells({ price: euros(1000) });
  const [guest, alice] = [await shop.as(guestId), await shop.as(randomUUID(), "customer")];
  await guest.addCartLine({ body: { sku, quantity: 1 } });
  await guest.setCartCoupon({ body: { code } });
  const guestToken = await shop.tokens.tokenFor({ id: guestId, role: "guest" });
  const { body } = await alice.claimCart({ body: { guestToken } });
  expect(body).toMatchObject({ coupon: code, total: euros(800) });
  expect((await guest.getCart()).body.coupon).toBeNull();
});
