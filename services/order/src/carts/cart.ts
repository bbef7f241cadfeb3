/** A cart: what somebody means to buy. Prices are today's and come from the catalog. Pure. */
import type { PricedQuote } from "@shop/contracts/catalog/quotes";
import { euros, type Money } from "@shop/contracts/language/values";
import { maxLines, maxQuantity, type Cart as PublicCart } from "@shop/contracts/order/carts";
import { add, times } from "../pricing/money.ts";
import { cartErrors } from "./errors.ts";

/** Name, image and price are as last seen, for a line whose SKU has left the catalog. */
export type CartLine = {
  readonly sku: string;
  readonly quantity: number;
  readonly productId: string;
  readonly name: string;
  readonly image: string | null;
  readonly unitPrice: Money;
};

/** `version` 0 is a cart that was never written. */
export type Cart = {
  readonly ownerId: string;
  readonly lines: readonly CartLine[];
  readonly version: number;
  /** The order that is being made from it: a cart is bought once. Its lines may be changed meanwhile. */
  readonly inCheckout: string | null;
};

export function addLine(cart: Cart, quote: PricedQuote, quantity: number): Cart {
  const had = cart.lines.find((line) => line.sku === quote.sku)?.quantity ?? 0;
  return setLine(cart, quote, had + quantity);
}

export function setLine(cart: Cart, quote: PricedQuote, quantity: number): Cart {
  if (quantity > maxQuantity) throw cartErrors.tooMany(quote.sku, maxQuantity);
  const { sku, productId, name, image, price: unitPrice } = quote;
  const line = { sku, quantity, productId, name, image, unitPrice };
  const isNew = !cart.lines.some((known) => known.sku === sku);
  if (isNew && cart.lines.length >= maxLines) throw cartErrors.tooManyLines(maxLines);
  const lines = isNew ? [...cart.lines, line] : cart.lines.map((known) => (known.sku === sku ? line : known));
  return changed(cart, lines);
}

export const removeLine = (cart: Cart, sku: string): Cart =>
  changed(
    cart,
    cart.lines.filter((line) => line.sku !== sku),
  );

export const emptied = (cart: Cart): Cart => changed(cart, []);

/** What was ordered leaves the cart; what was added meanwhile stays. */
export function withoutOrdered(cart: Cart, ordered: readonly { sku: string; quantity: number }[]): Cart {
  const bought = new Map(ordered.map(({ sku, quantity }) => [sku, quantity]));
  const lines = cart.lines
    .map((line) => ({ ...line, quantity: line.quantity - (bought.get(line.sku) ?? 0) }))
    .filter(({ quantity }) => quantity > 0);
  return changed(cart, lines);
}

const changed = (cart: Cart, lines: readonly CartLine[]): Cart => ({
  ...cart,
  lines,
  version: cart.version + 1,
});

/** What is more money than an order can be is shown, and not available. */
export function toPublicCart(cart: Cart, quotes: ReadonlyMap<string, PricedQuote>): PublicCart {
  const lines: PublicCart["lines"] = [];
  let subtotal = euros(0);
  for (const line of cart.lines) {
    const { sku, quantity } = line;
    const quote = quotes.get(sku);
    const { productId, name, image, price: unitPrice } = quote ?? { ...line, price: line.unitPrice };
    const lineTotal = times(unitPrice, quantity) ?? null;
    const isSold = quote !== undefined && quote.onSale && quote.available >= quantity;
    const sum = isSold && lineTotal ? add(subtotal, lineTotal) : undefined;
    subtotal = sum ?? subtotal;
    const available = sum !== undefined;
    lines.push({ sku, productId, name, image, quantity, unitPrice, lineTotal, available });
  }
  const { version } = cart;
  return { lines, coupon: null, subtotal, discount: euros(0), total: subtotal, version };
}

/** Throws 409 when its lines, at today's prices, are more money than an order can be. */
export function requireCountable(cart: Cart, quotes: ReadonlyMap<string, PricedQuote>): Cart {
  let sum: Money | undefined = euros(0);
  for (const { sku, quantity, unitPrice } of cart.lines) {
    const lineTotal = times(quotes.get(sku)?.price ?? unitPrice, quantity);
    sum = lineTotal && add(sum, lineTotal);
    if (!sum) throw cartErrors.tooLarge();
  }
  return cart;
}
