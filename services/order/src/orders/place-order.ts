/** Takes an order, then waits for it to come to rest when the client asked to. */
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import { maxQuantity } from "@shop/contracts/order/carts";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { again, requireSeen, requireShown, type Expectation } from "@shop/kit/change";
import { AppError } from "@shop/kit/errors";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { checkAddress, type Places } from "../addresses/address.ts";
import type { CartStore } from "../carts/cart-store.ts";
import { viewCart } from "../carts/cart-coupon.ts";
import type { Cart, Quotes } from "../carts/cart.ts";
import type { Catalog } from "../catalog-quotes/catalog-client.ts";
import { redeemerOf } from "../coupons/coupon.ts";
import { findCoupon, type FindCouponDeps } from "../coupons/find-coupon.ts";
import { soldIn } from "../pricing/currency.ts";
import { requestErrors } from "../requests/errors.ts";
import { mergeLines, type WantedLine } from "../requests/wanted-lines.ts";
import type { ShippingMethodStore } from "../shipping-methods/shipping-method-store.ts";
import type { TaxRateStore } from "../tax-rates/tax-rate-store.ts";
import { orderErrors } from "./errors.ts";
import type { OrderStore } from "./order-store.ts";
import type { OrderWatch } from "./order-watch.ts";
import { isSettled, type Decision, type Order } from "./order.ts";
import { place } from "./place.ts";

export type PlaceOrderDeps = FindCouponDeps & {
  readonly orders: Pick<OrderStore, "find" | "refuseUsed" | "insert">;
  readonly carts: Pick<CartStore, "find" | "endCheckout">;
  readonly catalog: Catalog;
  readonly shippingMethods: Pick<ShippingMethodStore, "find">;
  readonly taxRates: Pick<TaxRateStore, "ofCountry">;
  readonly currencies: ShopCurrencies;
  readonly places: Places;
  readonly watch: Pick<OrderWatch, "untilAtRest">;
  /** How long an order may stay without being final. */
  readonly deadlineMs: number;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly newNumber: () => string;
};

export type PlacedOrder = {
  readonly order: Order;
  /** An earlier request with this key made it. */
  readonly replayed: boolean;
};

export type PlaceOrderRequest = {
  readonly customerId: string;
  /** Has no account. */
  readonly isGuest: boolean;
  readonly request: OrderRequest;
  readonly keyed: KeyedRequest;
  /** What the client has seen of the cart. */
  readonly expect: Expectation;
  /** The value of the ETag of a cart that is shown like this. */
  readonly tagOf: (cart: PublicCart) => string;
  readonly waitMs: number;
  /** Ends the wait: the client's deadline. */
  readonly signal: AbortSignal;
};

/**
 * Throws `request.invalid` (an address that no mail reaches, a currency that the shop does not sell in), `order.too_many`,
 * `order.empty_cart`, `order.unavailable`, `order.total_changed`, `order.too_large`, `shipping.unavailable`,
 * `coupon.<reason>`, `cart.in_checkout`, what `expect` throws, and what the catalog's client throws.
 */
export async function placeOrder(deps: PlaceOrderDeps, input: PlaceOrderRequest): Promise<PlacedOrder> {
  const { order, replayed } = await findOrInsert(deps, input);
  return { order: await deps.watch.untilAtRest(order, input.waitMs, input.signal), replayed };
}

async function findOrInsert(deps: PlaceOrderDeps, input: PlaceOrderRequest): Promise<PlacedOrder> {
  const { orders } = deps;
  const { keyed } = input;
  if (keyed.objectId !== undefined) {
    const order = await orders.find(keyed.objectId);
    if (!order) throw orderErrors.notFound(keyed.objectId);
    return { order, replayed: true };
  }
  return again(async () => {
    const decision = await decide(deps, input);
    const result = await orders.insert(decision, keyed);
    return result === "saved" ? { order: decision.order, replayed: false } : "moved";
  });
}

/** A key that has made an order meanwhile answers that order, also when what it asks for is no longer possible. */
async function decide(deps: PlaceOrderDeps, input: PlaceOrderRequest): Promise<Decision> {
  try {
    return await draft(deps, input);
  } catch (refusal) {
    if (refusal instanceof AppError) await deps.orders.refuseUsed(input.keyed);
    throw refusal;
  }
}

async function draft(deps: PlaceOrderDeps, input: PlaceOrderRequest): Promise<Decision> {
  const { customerId, request } = input;
  checkAddress(deps.places, request.shippingAddress);
  const asked = currencyOf(deps, request);
  const lines = request.lines && linesOf(request.lines);
  const cart = lines ? undefined : await cartToBuy(deps, input);
  const currency = cart ? currencyOfCart(cart, request) : asked;
  const wanted = lines ?? (cart?.lines ?? []).map(({ sku, quantity }, index) => ({ sku, quantity, index }));
  const [quotes, shippingMethod, taxRates, coupon] = await Promise.all([
    deps.catalog.quotesOf(
      wanted.map(({ sku }) => sku),
      currency,
    ),
    deps.shippingMethods.find(request.shippingMethod),
    deps.taxRates.ofCountry(request.shippingAddress.country),
    couponFor(deps, input, cart),
  ]);
  if (cart) await requireShownCart(deps, input, { cart, quotes });
  return place({
    id: deps.newId(),
    number: deps.newNumber(),
    customerId,
    request,
    wanted,
    cartVersion: cart?.version ?? null,
    currency,
    quotes,
    shippingMethod,
    taxRates,
    coupon,
    deadlineMs: deps.deadlineMs,
    now: deps.now(),
  });
}

/** Throws `order.too_many`. */
function linesOf(asked: NonNullable<OrderRequest["lines"]>): WantedLine[] {
  const lines = mergeLines(asked);
  const tooMany = lines.filter(({ quantity }) => quantity > maxQuantity);
  if (tooMany.length === 0) return lines;
  const message = `at most ${maxQuantity}`;
  throw orderErrors.tooMany(
    tooMany.map(({ sku, index }) => ({ path: `lines.${index}.quantity`, message, sku })),
  );
}

/** That of the lines. Throws `request.invalid` with the place of one that the shop does not sell in. */
function currencyOf({ currencies }: PlaceOrderDeps, { currency, expectedTotal }: OrderRequest): string {
  if (expectedTotal) soldIn(currencies, expectedTotal.currency, "expectedTotal.currency");
  return soldIn(currencies, currency, "currency");
}

/** Throws `request.invalid` when another is asked for. */
function currencyOfCart(cart: Cart, { currency = cart.currency }: OrderRequest): string {
  if (currency === cart.currency) return currency;
  throw requestErrors.invalid([{ path: "currency", message: `must be ${cart.currency}, as the cart's is` }]);
}

/** The cart's, unless another is asked for: with one that does nothing, nobody pays more than the cart has shown. */
async function couponFor(
  deps: PlaceOrderDeps,
  { customerId, isGuest, request: { coupon, contact } }: PlaceOrderRequest,
  cart: Cart | undefined,
) {
  const code = coupon ?? cart?.coupon ?? undefined;
  if (code === undefined) return undefined;
  return findCoupon(deps, code, redeemerOf({ customerId, isGuest, email: contact.email }));
}

/** Who names the cart's ETag has agreed to what it says of the cart: its prices, too. */
async function requireShownCart(
  deps: PlaceOrderDeps,
  { customerId: id, isGuest, expect, tagOf }: PlaceOrderRequest,
  seen: { readonly cart: Cart; readonly quotes: Quotes },
): Promise<void> {
  if (expect.tags === undefined) return;
  const shown = await viewCart(deps, { id, isGuest }, seen);
  requireShown(expect, shown.version, tagOf(shown));
}

async function cartToBuy(
  { carts, orders }: PlaceOrderDeps,
  { customerId: ownerId, expect }: PlaceOrderRequest,
): Promise<Cart> {
  const cart = await carts.find(ownerId);
  requireSeen(expect, cart.version);
  if (cart.inCheckout !== null) {
    const order = await orders.find(cart.inCheckout);
    if (order && !isSettled(order)) throw orderErrors.inCheckout(order.id);
    // Whoever settles an order takes its mark away; should one ever be left, it keeps nobody from buying.
    await carts.endCheckout({ ownerId, orderId: cart.inCheckout });
  }
  if (cart.lines.length === 0) throw orderErrors.emptyCart();
  return cart;
}
