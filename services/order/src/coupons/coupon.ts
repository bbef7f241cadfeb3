/** What a coupon does, and for whom. Pure. */
import type { Money } from "@shop/contracts/language/values";
import type {
  Coupon as PublicCoupon,
  CouponPatch,
  CouponReason,
  NewCoupon,
} from "@shop/contracts/order/coupons";
import type { ShopCurrencies } from "@shop/contracts/language/currencies";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { part } from "../pricing/money.ts";
import { requestErrors, type FieldError } from "../requests/errors.ts";

export type Coupon = Omit<PublicCoupon, "startsAt" | "endsAt"> & {
  readonly startsAt: Date | null;
  /** From then on it is expired. */
  readonly endsAt: Date | null;
  /** Tells it from another of the same code, before it or after. */
  readonly serial: string;
};

/** For whom the limit per customer counts. */
export type Redeemer = string;

/** An account, whatever address its order names. */
export const redeemerOfAccount = (customerId: string): Redeemer => `customer:${customerId}`;

/** For a guest it is the address, however it is written. */
export const redeemerOf = (customer: {
  readonly customerId: string;
  readonly isGuest: boolean;
  readonly email: string;
}): Redeemer =>
  customer.isGuest ? `email:${emailKeyOf(customer.email)}` : redeemerOfAccount(customer.customerId);

export type Situation = {
  /** Of the goods, before any discount. */
  readonly subtotal: Money;
  readonly now: Date;
  /** How often whoever asks has used it. */
  readonly usedByYou?: number;
};

/** What it takes off, in the currency of the subtotal and never more than it; or why it takes nothing off. */
export type Applied = { readonly discount: Money } | { readonly reason: Exclude<CouponReason, "unknown"> };

/** What a coupon does for goods of this price, at this time. Percents are rounded half up. */
export function discountOf(coupon: Coupon, situation: Situation): Applied {
  const reason =
    notNow(coupon, situation) ?? notAgain(coupon, situation) ?? notFor(coupon, situation.subtotal);
  if (reason) return { reason };
  const { amount, currency } = situation.subtotal;
  const off = coupon.kind === "percent" ? part(amount, coupon.value, 100) : coupon.value;
  return { discount: { amount: Math.min(off, amount), currency } };
}

function notNow({ active, startsAt, endsAt }: Coupon, { now }: Situation) {
  if (!active) return "inactive";
  if (startsAt && now < startsAt) return "not_started";
  return endsAt && now >= endsAt ? "expired" : undefined;
}

function notAgain({ used, totalLimit, perCustomerLimit }: Coupon, { usedByYou = 0 }: Situation) {
  if (used >= (totalLimit ?? Infinity)) return "used_up";
  return usedByYou >= (perCustomerLimit ?? Infinity) ? "used_by_you" : undefined;
}

function notFor({ kind, currency, minimum }: Coupon, subtotal: Money) {
  const isInCurrency = kind === "amount" || minimum !== null;
  if (isInCurrency && currency !== subtotal.currency) return "currency";
  return minimum !== null && subtotal.amount < minimum ? "minimum" : undefined;
}

/** A use of a coupon by an order, as it was decided: of this version of it, by this customer. */
export type Redemption = { readonly coupon: Coupon; readonly redeemer: Redeemer };

/** Throws `request.invalid` with the place of what does not fit. */
export function create(
  { currency, startsAt, endsAt, ...input }: NewCoupon,
  { currencies, serial }: { readonly currencies: ShopCurrencies; readonly serial: string },
): Coupon {
  const coupon: Coupon = {
    ...input,
    currency: currency ?? currencies[0],
    startsAt: toDate(startsAt),
    endsAt: toDate(endsAt),
    serial,
    used: 0,
    version: 1,
  };
  refuseUnfit(coupon);
  refuseForeign(currency, currencies);
  return coupon;
}

/** Undefined when it is so already. Throws as `create` does. */
export function edit(
  before: Coupon,
  { startsAt, endsAt, ...patch }: CouponPatch,
  currencies: ShopCurrencies,
): Coupon | undefined {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  const after: Coupon = {
    ...before,
    ...given,
    startsAt: startsAt === undefined ? before.startsAt : toDate(startsAt),
    endsAt: endsAt === undefined ? before.endsAt : toDate(endsAt),
  };
  if (JSON.stringify(after) === JSON.stringify(before)) return undefined;
  refuseUnfit(after);
  refuseForeign(patch.currency, currencies);
  return after;
}

const toDate = (text: string | null): Date | null => (text === null ? null : new Date(text));

function refuseUnfit({ kind, value, startsAt, endsAt }: Coupon): void {
  const errors: FieldError[] = [];
  if (kind === "percent" && value > 100)
    errors.push({ path: "value", message: "must be 100 percent at most" });
  if (startsAt && endsAt && startsAt >= endsAt)
    errors.push({ path: "endsAt", message: "must be after startsAt" });
  if (errors.length > 0) throw requestErrors.invalid(errors);
}

function refuseForeign(sent: string | undefined, currencies: ShopCurrencies): void {
  if (sent === undefined || currencies.includes(sent)) return;
  throw requestErrors.invalid([{ path: "currency", message: `must be one of ${currencies.join(", ")}` }]);
}

export const toPublicCoupon = (coupon: Coupon): PublicCoupon => ({
  code: coupon.code,
  kind: coupon.kind,
  value: coupon.value,
  currency: coupon.currency,
  startsAt: coupon.startsAt?.toISOString() ?? null,
  endsAt: coupon.endsAt?.toISOString() ?? null,
  totalLimit: coupon.totalLimit,
  perCustomerLimit: coupon.perCustomerLimit,
  minimum: coupon.minimum,
  active: coupon.active,
  used: coupon.used,
  version: coupon.version,
});
