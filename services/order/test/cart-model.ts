/** What a cart and its coupon should be, in so few words that they can be believed; the real one is held against it. */

type Amounts = Readonly<Record<Currency, number | null>>;
export type Currency = "EUR" | "JPY";

export type Thing = {
  readonly sku: string;
  /** Null: not sold in it. */
  prices: Amounts;
  available: number;
  isOnSale: boolean;
};

export type Model = {
  readonly things: readonly Thing[];
  lines: readonly { readonly thing: Thing; readonly quantity: number }[];
  currency: Currency;
  hasCoupon: boolean;
  version: number;
  /** Of so many percent, for goods of so many cents, so often for all and for each. */
  readonly coupon: {
    readonly code: string;
    readonly percent: number;
    readonly minimum: number | null;
    readonly totalLimit: number;
    readonly perCustomerLimit: number;
    isActive: boolean;
  };
  /** Those that were not cancelled. */
  readonly orders: { readonly id: string; readonly buyer: string; readonly withCoupon: boolean }[];
};

export const shipping: Readonly<Record<Currency, number>> = { EUR: 490, JPY: 800 };

export const usesOf = ({ orders }: Model, buyer?: string): number =>
  orders.filter((order) => order.withCoupon && (buyer === undefined || order.buyer === buyer)).length;

export function standingOf({ prices, available, isOnSale }: Thing, quantity: number, currency: Currency) {
  if (!isOnSale || prices[currency] === null) return "not_on_sale";
  if (available >= quantity) return "available";
  return available === 0 ? "sold_out" : "fewer_left";
}

/** Why the coupon takes nothing off goods of this price. */
export function reasonFor(model: Model, buyer: string, subtotal: number, currency: Currency) {
  const { isActive, totalLimit, perCustomerLimit, minimum } = model.coupon;
  if (!isActive) return "inactive";
  if (usesOf(model) >= totalLimit) return "used_up";
  if (usesOf(model, buyer) >= perCustomerLimit) return "used_by_you";
  if (minimum !== null && currency !== "EUR") return "currency";
  return minimum !== null && subtotal < minimum ? "minimum" : null;
}

/** Percents are rounded half up. */
const percentOf = (amount: number, percent: number): number => Math.floor((amount * percent + 50) / 100);

/** What its owner should see. */
export function shown(model: Model, owner: string) {
  const { currency, coupon } = model;
  const money = (amount: number) => ({ amount, currency });
  const lines = model.lines.map(({ thing, quantity }) => {
    const each = thing.prices[currency];
    const standing = standingOf(thing, quantity, currency);
    return {
      sku: thing.sku,
      quantity,
      unitPrice: each === null ? null : money(each),
      lineTotal: each === null ? null : money(each * quantity),
      available: standing === "available",
      standing,
    };
  });
  const subtotal = lines.reduce(
    (sum, { available, lineTotal }) => sum + (available ? (lineTotal?.amount ?? 0) : 0),
    0,
  );
  const couponReason = model.hasCoupon ? reasonFor(model, owner, subtotal, currency) : null;
  const discount = model.hasCoupon && couponReason === null ? percentOf(subtotal, coupon.percent) : 0;
  return {
    lines,
    currency,
    coupon: model.hasCoupon ? coupon.code : null,
    couponReason,
    subtotal: money(subtotal),
    discount: money(discount),
    total: money(subtotal - discount),
    version: model.version,
  };
}

export function setQuantity(model: Model, thing: Thing, quantity: number): void {
  const line = { thing, quantity };
  const isThere = model.lines.some((known) => known.thing === thing);
  model.lines = isThere
    ? model.lines.map((known) => (known.thing === thing ? line : known))
    : [...model.lines, line];
  model.version += 1;
}

export const quantityOf = ({ lines }: Model, thing: Thing): number =>
  lines.find((line) => line.thing === thing)?.quantity ?? 0;
