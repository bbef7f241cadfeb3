/** Whatever may happen to a cart, in any order: its owner changes it, the shop's people change what is sold. */
import fc from "fast-check";
import { expect } from "vitest";
import { step, thingOf, type Command } from "./cart-agrees.ts";
import { bobBuys, buysCart, cancels } from "./cart-buying-steps.ts";
import * as should from "./cart-model.ts";
import type { Currency, Thing } from "./cart-model.ts";
import { aCover, type RunningOrder } from "./running-order.ts";

export function publish({ catalog }: RunningOrder, thing: Thing): void {
  const { sku, prices, available, isOnSale: onSale } = thing;
  catalog.withdraw(sku);
  const sold = Object.entries(prices).flatMap(([currency, amount]) =>
    amount === null ? [] : [aCover({ sku, available, onSale, price: { amount, currency } })],
  );
  catalog.offer(...(sold.length > 0 ? sold : [aCover({ sku, available, onSale, price: null })]));
}

/** The shop's people change what is sold. */
const changes = (name: string, which: number, change: (thing: Thing) => void): Command =>
  step(name, async (model, { shop }) => {
    const thing = thingOf(model, which);
    change(thing);
    publish(shop, thing);
  });

/** Alice changes her cart; `undefined`: the line is to go. */
const puts = (name: string, which: number, quantity: number, isMore: boolean): Command =>
  step(name, async (model, { alice }) => {
    const thing = thingOf(model, which);
    const { sku } = thing;
    const wanted = quantity + (isMore ? should.quantityOf(model, thing) : 0);
    const { status, problem } = isMore
      ? await alice.addCartLine({ body: { sku, quantity } })
      : await alice.setCartLine({ params: { sku }, body: { quantity } });
    const isSold = thing.isOnSale && thing.prices[model.currency] !== null;
    const code = isSold ? (wanted > 99 ? "cart.too_many" : undefined) : "cart.unknown_sku";
    expect([name, status, problem?.code]).toEqual([name, code ? (isSold ? 409 : 404) : 200, code]);
    if (!code) should.setQuantity(model, thing, wanted);
  });

const removes = (which: number, byQuantity: boolean): Command =>
  step(`removes ${which}`, async (model, { alice }) => {
    const thing = thingOf(model, which);
    const params = { sku: thing.sku };
    const { status } = await (byQuantity
      ? alice.setCartLine({ params, body: { quantity: 0 } })
      : alice.removeCartLine({ params }));
    const isThere = should.quantityOf(model, thing) > 0;
    expect(status).toBe(isThere ? 200 : 404);
    if (!isThere) return;
    model.lines = model.lines.filter((line) => line.thing !== thing);
    model.version += 1;
  });

const empties = (): Command =>
  step("empties", async (model, { alice }) => {
    expect((await alice.emptyCart()).status).toBe(200);
    model.lines = [];
    model.version += 1;
  });

const pricesIn = (currency: Currency): Command =>
  step(`prices in ${currency}`, async (model, { alice }) => {
    expect((await alice.setCartCurrency({ body: { currency } })).status).toBe(200);
    model.currency = currency;
    model.version += 1;
  });

const entersCoupon = (): Command =>
  step("enters the coupon", async (model, { alice }) => {
    const { status, problem } = await alice.setCartCoupon({ body: { code: model.coupon.code } });
    const { subtotal } = should.shown(model, "alice");
    const reason = should.reasonFor(model, "alice", subtotal.amount, model.currency);
    expect([status, problem?.code]).toEqual(reason ? [409, `coupon.${reason}`] : [200, undefined]);
    if (reason) return;
    model.hasCoupon = true;
    model.version += 1;
  });

const dropsCoupon = (): Command =>
  step("drops the coupon", async (model, { alice }) => {
    expect((await alice.removeCartCoupon()).status).toBe(200);
    model.hasCoupon = false;
    model.version += 1;
  });

const switchesCoupon = (active: boolean): Command =>
  step(active ? "lets the coupon be used" : "stops the coupon", async (model, { staff }) => {
    const request = { params: { code: model.coupon.code }, headers: { "if-match": "*" } };
    expect((await staff.updateCoupon({ ...request, body: { active } })).status).toBe(200);
    model.coupon.isActive = active;
  });

const which = fc.nat(2);
const amount = fc.integer({ min: 1, max: 9_999 });
const price = fc.option(amount, { nil: null, freq: 4 });
export const commands = fc.commands(
  [
    fc
      .tuple(which, fc.integer({ min: 1, max: 60 }))
      .map(([at, count]) => puts(`adds ${count} of ${at}`, at, count, true)),
    fc
      .tuple(which, fc.integer({ min: 1, max: 6 }))
      .map(([at, count]) => puts(`adds ${count} of ${at}`, at, count, true)),
    fc
      .tuple(which, fc.integer({ min: 1, max: 6 }))
      .map(([at, count]) => puts(`sets ${at} to ${count}`, at, count, false)),
    fc.tuple(which, fc.boolean()).map((told) => removes(...told)),
    fc.constant(empties()),
    fc.constantFrom<Currency>("EUR", "EUR", "JPY").map(pricesIn),
    fc.constant(entersCoupon()),
    fc.constant(entersCoupon()),
    fc.constant(dropsCoupon()),
    fc.constantFrom(true, true, false).map(switchesCoupon),
    fc
      .tuple(which, price, price)
      .map(([at, EUR, JPY]) =>
        changes(`${at} costs ${EUR} cents, ${JPY} yen`, at, (thing) => void (thing.prices = { EUR, JPY })),
      ),
    fc
      .tuple(which, fc.nat(8))
      .map(([at, count]) =>
        changes(`there are ${count} of ${at}`, at, (thing) => void (thing.available = count)),
      ),
    fc
      .tuple(which, fc.constantFrom(true, true, false))
      .map(([at, isOnSale]) =>
        changes(`${at} is ${isOnSale ? "" : "not "}on sale`, at, (thing) => void (thing.isOnSale = isOnSale)),
      ),
    fc.constantFrom("tok_ok", "tok_ok", "tok_declined").map(buysCart),
    which.map(bobBuys),
    fc.nat(9).map(cancels),
  ],
  { maxCommands: 40, size: "max" },
);
