/** How the model's orders are bought: by lines or from the cart, with the coupon or without. */
import { isProblem, orProblem } from "@shop/client/refusal";
import type fc from "fast-check";
import { expect } from "vitest";
import { anOrder, newKey, paidWith, type Person } from "../test-shop.ts";
import * as should from "./order-model.ts";
import type { Model } from "./order-model.ts";

export type Real = { readonly alice: Person; readonly staff: Person; readonly code: string };

/** Orders that may use the coupon at a time: fewer than are placed. */
export const uses = 2;
export type Command = fc.AsyncCommand<Model, Real>;

/** Each use is counted with its order, and comes back with its end. */
export async function usesAgree({ usesLeft }: Model, { staff, code }: Real): Promise<void> {
  const used = async () => (await staff.getCoupon({ params: { code } })).body.used;
  await expect.poll(used, { timeout: 30_000 }).toBe(uses - usesLeft);
}

type Wish = {
  readonly quantity: number;
  readonly token: string;
  readonly way: "cart" | "lines";
  /** It names the coupon, used up or not. */
  readonly withCoupon: boolean;
};

type Wanted = Wish & { readonly sku: string };

/** What is in the cart, and nothing else. */
async function fillCart({ alice }: Real, { sku, quantity }: Wanted): Promise<void> {
  await alice.emptyCart();
  await alice.removeCartCoupon();
  await alice.setCartLine({ params: { sku }, body: { quantity } });
}

async function place(real: Real, wanted: Wanted) {
  const { sku, quantity, token, way, withCoupon } = wanted;
  if (way === "cart") await fillCart(real, wanted);
  const { lines, ...rest } = anOrder(sku, { ...paidWith(token), lines: [{ sku, quantity }] });
  const named = withCoupon ? { ...rest, coupon: real.code } : rest;
  const body = way === "cart" ? named : { ...named, lines };
  return orProblem(real.alice.placeOrder({ body, ...newKey(), waitS: 5 }));
}

/** It ends as its card lets it, holds nothing, and leaves the cart only when it was bought. */
async function ends({ alice, staff }: Real, { sku, quantity, token, way }: Wanted, id: string) {
  const isBought = token === "tok_ok";
  const end = async () => (await alice.getOrder({ params: { id } })).body.status;
  await expect.poll(end, { timeout: 30_000 }).toBe(isBought ? "confirmed" : "cancelled");
  const held = async () => (await staff.getStock({ params: { sku } })).body.held;
  await expect.poll(held, { timeout: 30_000 }).toBe(0);
  if (way === "lines") return isBought;
  const inCart = async () => (await alice.getCart()).body.lines.map((line) => line.quantity);
  await expect.poll(inCart, { timeout: 30_000 }).toEqual(isBought ? [] : [quantity]);
  return isBought;
}

export const buys = (wish: Wish): Command => ({
  check: () => true,
  run: async (model, real) => {
    const [sku = "", left = 0] = [...model.shelf][0] ?? [];
    const { quantity, withCoupon } = wish;
    const wanted = { ...wish, sku };
    const placed = await place(real, wanted);
    const isUsedUp = withCoupon && model.usesLeft === 0;
    expect(placed.status).toBe(quantity > left || isUsedUp ? 409 : 201);
    if (isProblem(placed)) return;
    const paid = should.paidFor(quantity, withCoupon);
    const { id, total } = placed.body;
    expect(total.amount).toBe(paid + should.shipping);
    const bought = { id, sku, quantity, total: total.amount, paid, hasCoupon: withCoupon };
    if (await ends(real, wanted, id)) should.buy(model, bought);
    await usesAgree(model, real);
  },
  toString: () =>
    `buys ${wish.quantity} by ${wish.way} with ${wish.token}${wish.withCoupon ? " and the coupon" : ""}`,
});
