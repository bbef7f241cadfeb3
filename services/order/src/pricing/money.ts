/**
 * The only places where money is added, multiplied and divided. More than the shop can count is never computed further:
 * it is undefined, and whoever asked refuses. Below the limit every step is an exact integer.
 *
 * The one rounding rule: a part of an amount is rounded half up to the minor unit; what must add up again is cut by
 * the largest remainder (docs/decisions/0028).
 */
import { maxAmount, type Money } from "@shop/contracts/language/values";

export const nothing = (currency: string): Money => ({ amount: 0, currency });

/** Undefined when it is more than the shop can count. */
export const limited = (amount: number, currency: string): Money | undefined =>
  amount <= maxAmount ? { amount, currency } : undefined;

/** Throws when they are of two currencies: a mistake of ours, which must not become a price. */
export function add(a: Money, b: Money): Money | undefined {
  if (a.currency !== b.currency) throw new Error(`${a.currency} and ${b.currency} do not add up`);
  return limited(a.amount + b.amount, a.currency);
}

/** `b` is not more than `a`. Throws as `add` does, and when it is more. */
export function minus(a: Money, b: Money): Money {
  if (a.currency !== b.currency) throw new Error(`${b.currency} cannot be taken from ${a.currency}`);
  if (b.amount > a.amount) throw new Error(`${b.amount} is more than ${a.amount}`);
  return { amount: a.amount - b.amount, currency: a.currency };
}

export const times = ({ amount, currency }: Money, quantity: number): Money | undefined =>
  limited(amount * quantity, currency);

export const isSame = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

/** `amount × numerator / denominator`, rounded half up; amounts are whole and not negative. */
export function part(amount: number, numerator: number, denominator: number): number {
  const divisor = BigInt(denominator);
  return Number((2n * BigInt(amount) * BigInt(numerator) + divisor) / (2n * divisor));
}

/**
 * `amount` cut in proportion to the weights, in whole minor units that add up to it again: each gets its share rounded
 * down, and those with the largest remainders one more, of equals the first. Without any weight nothing is given.
 */
export function shares(amount: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((total, weight) => total + BigInt(weight), 0n);
  if (sum === 0n) return weights.map(() => 0);
  const exact = weights.map((weight) => BigInt(amount) * BigInt(weight));
  const cut = exact.map((share) => Number(share / sum));
  const left = amount - cut.reduce((total, share) => total + share, 0);
  const remainders = exact.map((share, place) => ({ place, rest: share % sum }));
  remainders.sort((a, b) => (a.rest === b.rest ? a.place - b.place : a.rest < b.rest ? 1 : -1));
  const oneMore = new Set(remainders.slice(0, left).map(({ place }) => place));
  return cut.map((share, place) => (oneMore.has(place) ? share + 1 : share));
}
