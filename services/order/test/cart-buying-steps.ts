/** What is bought with a cart or its coupon, and not wanted any more. */
import { expect } from "vitest";
import { step, thingOf, type Command } from "./cart-agrees.ts";
import * as should from "./cart-model.ts";
import type { Model } from "./cart-model.ts";
import { anOrder, newKey } from "./running-order.ts";

/** What must be refused, and with one of which codes; none: it is to be taken. */
function refusals(model: Model): string[] {
  if (model.lines.length === 0) return ["order.empty_cart"];
  const { lines, couponReason } = should.shown(model, "alice");
  const isAllThere = lines.every(({ available }) => available);
  return [...(isAllThere ? [] : ["order.unavailable"]), ...(couponReason ? [`coupon.${couponReason}`] : [])];
}

export const buysCart = (token: string): Command =>
  step(`buys the cart with ${token}`, async (model, { shop, alice }) => {
    const { lines: _lines, ...fromCart } = anOrder({ payment: { method: "card", token } });
    const answer = await alice.placeOrder({ body: fromCart, headers: newKey() });
    const { status, problem } = answer;
    const refused = refusals(model);
    if (refused.length > 0) {
      expect([409, refused]).toEqual([status, expect.arrayContaining([problem?.code])]);
      return;
    }
    const { subtotal, discount, total, coupon } = should.shown(model, "alice");
    expect([status, problem]).toEqual([201, undefined]);
    const { body: order } = answer;
    const paid = total.amount + should.shipping[model.currency];
    expect(order).toMatchObject({ subtotal, discount, coupon, total: { ...total, amount: paid } });
    expect(order.lines.reduce((sum, line) => sum + (line.paid?.amount ?? 0), 0)).toBe(total.amount);
    if (token !== "tok_ok") {
      // Nothing was sold: cart and coupon are as they were.
      await shop.reserve(order.id);
      await shop.untilIs(order.id, "cancelled");
      return;
    }
    await shop.confirmed(order.id);
    model.orders.push({ id: order.id, buyer: "alice", withCoupon: model.hasCoupon });
    model.lines = [];
    model.hasCoupon = false;
    model.version += 1;
  });

/** Somebody else uses the coupon meanwhile. */
export const bobBuys = (which: number): Command =>
  step(`Bob buys ${which} with the coupon`, async (model, { bob }) => {
    const thing = thingOf(model, which);
    const { sku, prices } = thing;
    const body = anOrder({ lines: [{ sku, quantity: 1 }], coupon: model.coupon.code });
    const answer = await bob.placeOrder({ body, headers: newKey() });
    const isThere = should.standingOf(thing, 1, "EUR") === "available";
    const isRefused = !isThere || should.reasonFor(model, "bob", prices.EUR ?? 0, "EUR") !== null;
    expect(answer.status).toBe(isRefused ? 409 : 201);
    if (!isRefused) model.orders.push({ id: answer.body.id, buyer: "bob", withCoupon: true });
  });

export const cancels = (which: number): Command =>
  step(`cancels order ${which}`, async ({ orders }, { alice, bob }) => {
    const order = orders[which % Math.max(orders.length, 1)];
    if (!order) return;
    const { status } = await (order.buyer === "alice" ? alice : bob).cancelOrder({
      params: { id: order.id },
    });
    expect(status).toBe(200);
    orders.splice(orders.indexOf(order), 1);
  });
