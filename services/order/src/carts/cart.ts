/** A cart: what somebody means to buy. Prices are today's and come from the catalog. Pure. */
import type { PricedQuote, Quote } from "@shop/contracts/catalog/quotes";
import type { Money } from "@shop/contracts/language/values";
import { maxLines, maxQuantity } from "@shop/contracts/order/carts";
import { add, nothing, times } from "../pricing/money.ts";
import { cartErrors } from "./errors.ts";

/** Whether a line can be bought as it stands, and if not, why. */
export type Standing = "available" | "fewer_left" | "sold_out" | "not_on_sale";

/** All but its quantity is as its owner saw it last, when they changed the cart. */
export type CartLine = {
  readonly sku: string;
  readonly quantity: number;
  readonly productId: string;
  readonly name: string;
  readonly image: string | null;
  /** Null: it was not sold in the cart's currency. */
  readonly unitPrice: Money | null;
  readonly standing: Standing;
  /** The order that was being made when the line came: what it orders is another line. */
  readonly cameDuring?: string;
};

/** `version` 0 is a cart that was never written. */
export type Cart = {
  readonly ownerId: string;
  readonly lines: readonly CartLine[];
  readonly currency: string;
  /** In the form the shop keeps it. */
  readonly coupon: string | null;
  readonly version: number;
  /** The order that is being made from it: a cart is bought once. Its lines may be changed meanwhile. */
  readonly inCheckout: string | null;
};

/** What the catalog says of SKUs, priced in the cart's currency where they are sold in it. */
export type Quotes = ReadonlyMap<string, Quote>;

export function addLine(cart: Cart, quote: PricedQuote, quantity: number): Cart {
  const had = cart.lines.find((line) => line.sku === quote.sku)?.quantity ?? 0;
  return setLine(cart, quote, had + quantity);
}

export function setLine(cart: Cart, quote: PricedQuote, quantity: number): Cart {
  if (quantity > maxQuantity) throw cartErrors.tooMany(quote.sku, maxQuantity);
  const { sku, productId, name, image, price: unitPrice } = quote;
  const known = cart.lines.find((each) => each.sku === sku);
  const cameDuring = known ? known.cameDuring : cart.inCheckout;
  const line: CartLine = {
    sku,
    quantity,
    productId,
    name,
    image,
    unitPrice,
    standing: standingOf(quote, quantity),
    ...(cameDuring && { cameDuring }),
  };
  if (!known && cart.lines.length >= maxLines) throw cartErrors.tooManyLines(maxLines);
  const lines = known ? cart.lines.map((each) => (each === known ? line : each)) : [...cart.lines, line];
  return changed(cart, { lines });
}

export const removeLine = (cart: Cart, sku: string): Cart =>
  changed(cart, { lines: cart.lines.filter((line) => line.sku !== sku) });

/** The currency and the coupon stay. */
export const emptied = (cart: Cart): Cart => changed(cart, { lines: [] });

export const inCurrency = (cart: Cart, currency: string): Cart => changed(cart, { currency });

export const withCoupon = (cart: Cart, coupon: string | null): Cart => changed(cart, { coupon });

type Ordered = {
  readonly orderId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  readonly coupon: string | null;
};

/** What was ordered leaves the cart, the coupon that was used too; what was added meanwhile stays. */
export function withoutOrdered(cart: Cart, { orderId, lines: ordered, coupon }: Ordered): Cart {
  const bought = new Map(ordered.map(({ sku, quantity }) => [sku, quantity]));
  const leaves = ({ sku, cameDuring }: CartLine): number =>
    cameDuring === orderId ? 0 : (bought.get(sku) ?? 0);
  const lines = cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - leaves(line) }))
    .filter(({ quantity }) => quantity > 0);
  return changed(cart, { lines, coupon: cart.coupon === coupon ? null : cart.coupon });
}

const changed = (cart: Cart, changes: Partial<Pick<Cart, "lines" | "currency" | "coupon">>): Cart => ({
  ...cart,
  ...changes,
  version: cart.version + 1,
});

/** Whoever changes a cart is shown all of it: what its lines are then is what they have seen. */
export const seen = (cart: Cart, quotes: Quotes): Cart => ({
  ...cart,
  lines: cart.lines.map((line) => asToday(cart, line, quotes)),
});

/** A line as it is today. What has left the catalog keeps its name, its picture and, in the same currency, its price. */
export function asToday({ currency }: Pick<Cart, "currency">, line: CartLine, quotes: Quotes): CartLine {
  const quote = quotes.get(line.sku);
  const standing = standingOf(quote, line.quantity);
  if (!quote) return { ...line, unitPrice: inIts(currency, line.unitPrice), standing };
  const { productId, name, image, price } = quote;
  return { ...line, productId, name, image, unitPrice: inIts(currency, price), standing };
}

const inIts = (currency: string, price: Money | null): Money | null =>
  price?.currency === currency ? price : null;

function standingOf(quote: Quote | undefined, quantity: number): Standing {
  if (!quote?.onSale || !quote.price) return "not_on_sale";
  if (quote.available >= quantity) return "available";
  return quote.available === 0 ? "sold_out" : "fewer_left";
}

/** Throws 409 when its lines, at today's prices, are more money than an order can be. */
export function requireCountable(cart: Cart, quotes: Quotes): Cart {
  let sum: Money | undefined = nothing(cart.currency);
  for (const line of cart.lines) {
    const { quantity, unitPrice } = asToday(cart, line, quotes);
    const lineTotal = unitPrice ? times(unitPrice, quantity) : nothing(cart.currency);
    sum = lineTotal && add(sum, lineTotal);
    if (!sum) throw cartErrors.tooLarge();
  }
  return cart;
}
