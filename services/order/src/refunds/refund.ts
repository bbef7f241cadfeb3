/**
 * Money that goes back after it was captured. Each unit of a line has a price of its own, fixed when the order was
 * placed: units are refunded in their order, so that all of them together are what was paid for the line. Pure.
 */
import type { Money } from "@shop/contracts/language/values";
import type { OrderLine } from "@shop/contracts/order/order-lines";
import type { RefundStatus } from "@shop/contracts/order/refunds";
import { mergeLines } from "../requests/wanted-lines.ts";
import { refundErrors, type UnitError } from "./errors.ts";

export type RefundedLine = {
  readonly sku: string;
  readonly quantity: number;
  readonly amount: Money;
  /** Which units of the order's line, counted from 0. */
  readonly units: readonly number[];
};

export type Refund = {
  readonly id: string;
  readonly amount: Money;
  /** The units it is for; none when it is an amount by itself. */
  readonly lines: readonly RefundedLine[];
  /** The part of `amount` that is for the shipping. */
  readonly shipping: Money;
  /** Its units go back on the shelf: with its own event, or of one that failed with the rest of a cancelled order. */
  readonly restock: boolean;
  readonly reason: string | null;
  readonly status: RefundStatus;
  readonly createdAt: Date;
  readonly doneAt: Date | null;
  readonly restockedAt: Date | null;
  /** Null: not numbered yet, or never. */
  readonly creditNote: string | null;
};

/** What a refund is reckoned from. */
export type Refundable = {
  readonly lines: readonly Pick<OrderLine, "sku" | "quantity" | "paid">[];
  readonly shippingPaid: Money;
  readonly payment: { readonly captured: Money };
  readonly refunds: readonly Refund[];
};

export type RefundWish = {
  readonly amount?: Money | undefined;
  readonly lines?: readonly { readonly sku: string; readonly quantity: number }[] | undefined;
  readonly shipping?: true | undefined;
};

export type RefundParts = Pick<Refund, "amount" | "lines" | "shipping">;

/** What is pending counts as gone; what failed is free again. */
export const isLive = ({ status }: Pick<Refund, "status">): boolean => status !== "failed";
export const isPending = ({ status }: Pick<Refund, "status">): boolean => status === "pending";

/** Minor units that refunds of this kind give back. */
export const sumOf = (refunds: readonly Refund[], counts: (refund: Refund) => boolean): number =>
  refunds.filter(counts).reduce((sum, { amount }) => sum + amount.amount, 0);

/** Units of a SKU that refunds of this kind are for. */
export const unitsOf = (
  { refunds }: Pick<Refundable, "refunds">,
  sku: string,
  counts: (refund: Refund) => boolean,
): readonly number[] =>
  refunds
    .filter(counts)
    .flatMap(({ lines }) => lines.filter((line) => line.sku === sku).flatMap(({ units }) => units));

/** Minor units that can still go back. */
export const leftOf = ({ payment, refunds }: Pick<Refundable, "payment" | "refunds">): number =>
  payment.captured.amount - sumOf(refunds, isLive);

/**
 * What is asked for, in money; all that is left when nothing is named. Throws `refund.other_currency`,
 * `refund.too_much` and `refund.too_many_units`.
 */
export function drawRefund(order: Refundable, wish: RefundWish): RefundParts {
  const left = leftOf(order);
  const parts = draw(order, wish);
  const isNothing = parts.amount.amount === 0 && parts.lines.length === 0;
  if (parts.amount.amount > left || isNothing)
    throw refundErrors.tooMuch(money(order, Math.max(0, left)), isNothing);
  return parts;
}

function draw(order: Refundable, { amount, lines, shipping }: RefundWish): RefundParts {
  const { currency } = order.payment.captured;
  if (amount && amount.currency !== currency) throw refundErrors.otherCurrency(currency);
  if (amount) return { amount, lines: [], shipping: money(order, 0) };
  if (!lines && !shipping) return drawRest(order);
  return together(order, lines ? drawLines(order, lines) : [], shipping ? shippingLeft(order) : 0);
}

function together(order: Refundable, lines: readonly RefundedLine[], shipping: number): RefundParts {
  const sum = lines.reduce((all, { amount }) => all + amount.amount, shipping);
  return { amount: money(order, sum), lines, shipping: money(order, shipping) };
}

function drawLines(order: Refundable, wanted: NonNullable<RefundWish["lines"]>): RefundedLine[] {
  const errors: UnitError[] = [];
  const drawn = mergeLines(wanted).flatMap(({ sku, quantity, index }) => {
    const line = order.lines.find((each) => each.sku === sku);
    if (!line) {
      errors.push({ path: `lines.${index}.sku`, message: "is not in this order", sku });
      return [];
    }
    const free = freeUnits(order, line);
    if (quantity > free.length)
      errors.push({ path: `lines.${index}.quantity`, message: `at most ${free.length} are left`, sku });
    return [toRefunded(order, line, free.slice(0, quantity))];
  });
  if (errors.length > 0) throw refundErrors.tooManyUnits(errors);
  return drawn;
}

/** All that is left. Sums that went back by themselves are taken off what is due, the shipping first and then from the last line. */
export function drawRest(order: Refundable): RefundParts {
  const left = Math.max(0, leftOf(order));
  if (left === 0) return together(order, [], 0);
  let free = left;
  const take = (due: number): number => {
    const taken = Math.min(due, free);
    free -= taken;
    return taken;
  };
  const lines = order.lines.flatMap((line) => {
    const units = freeUnits(order, line);
    if (units.length === 0) return [];
    const full = toRefunded(order, line, units);
    return { ...full, amount: money(order, take(full.amount.amount)) };
  });
  const shipping = take(shippingLeft(order));
  return { ...together(order, lines, shipping), amount: money(order, left) };
}

const money = ({ payment }: Pick<Refundable, "payment">, amount: number): Money => ({
  amount,
  currency: payment.captured.currency,
});

const shippingLeft = ({ shippingPaid, refunds }: Refundable): number =>
  refunds.filter(isLive).reduce((left, { shipping }) => left - shipping.amount, shippingPaid.amount);

const toRefunded = (
  order: Refundable,
  { sku, paid, quantity }: Refundable["lines"][number],
  units: readonly number[],
): RefundedLine => {
  const sum = units.reduce((all, unit) => all + priceOfUnit(paid.amount, quantity, unit), 0);
  return { sku, quantity: units.length, amount: money(order, sum), units };
};

/** Of what was paid for a line of `quantity`, in minor units: the first units carry what does not divide. */
export const priceOfUnit = (paid: number, quantity: number, unit: number): number =>
  Math.floor(paid / quantity) + (unit < paid % quantity ? 1 : 0);

function freeUnits(order: Refundable, { sku, quantity }: Refundable["lines"][number]): number[] {
  const taken = new Set(unitsOf(order, sku, isLive));
  return Array.from({ length: quantity }, (_, unit) => unit).filter((unit) => !taken.has(unit));
}
