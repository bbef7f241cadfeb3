/** What the bag's form says: quantities by line, a coupon, a button. Pure. */
import { isProblem, type Problem } from "@shop/client/refusal";
import { moneyText } from "@shop/contracts/language/money-text";
import { Money } from "@shop/contracts/language/values";
import { maxQuantity } from "@shop/contracts/order/carts";
import type { FieldFault } from "@shop/kit/http/server/form";
import { words } from "../../words/en.ts";

export type TypedLine = { readonly sku: string; readonly text: string; readonly was: string };

export type BagForm = {
  readonly lines: readonly TypedLine[];
  readonly coupon: string;
  readonly faults: readonly FieldFault[];
};

type Sent = {
  readonly sku: readonly string[];
  readonly quantity: readonly string[];
  readonly was: readonly string[];
  readonly coupon?: string | undefined;
};

/** The id of a line's field, by which a summary links to it. */
export const fieldOf = (index: number): string => `line-${index}-quantity`;

const isQuantity = (text: string): boolean => /^\d{1,2}$/.test(text.trim());

export function readBagForm({ sku, quantity, was, coupon = "" }: Sent): BagForm {
  const lines = sku.map((each, index) => ({
    sku: each,
    text: quantity[index] ?? "",
    was: was[index] ?? "",
  }));
  const faults = lines.flatMap(({ text }, index) =>
    isQuantity(text)
      ? []
      : [{ path: fieldOf(index), message: words.bagPage.wholeNumber, isMissing: text.trim() === "" }],
  );
  return { lines, coupon: coupon.trim(), faults };
}

export type Change = { readonly index: number; readonly sku: string; readonly quantity: number };

/** What somebody changed, of what is still there. */
export const changesIn = (
  { lines }: BagForm,
  inBag: readonly { readonly sku: string; readonly quantity: number }[],
): Change[] =>
  lines.flatMap(({ sku, text, was }, index) => {
    const quantity = Math.min(Number(text), maxQuantity);
    const line = inBag.find((each) => each.sku === sku);
    const isTouched = line !== undefined && text.trim() !== was && line.quantity !== quantity;
    return isTouched ? [{ index, sku, quantity }] : [];
  });

/** `minimum`: as a refusal or a cart brings it along. */
export const couponText = (code: string, minimum?: unknown): string => {
  const { couponFrom, couponReasons } = words.bagPage;
  const reason = code.replace(/^coupon\./, "");
  const least = reason === "minimum" ? Money.safeParse(minimum).data : undefined;
  return least ? couponFrom(moneyText(least)) : (couponReasons[reason] ?? couponReasons["unknown"] ?? "");
};

export const lineFault = (index: number, { code, detail }: Problem): FieldFault => ({
  path: fieldOf(index),
  message: words.bagPage.lineFaults[code] ?? detail,
  isMissing: false,
});

/** What a coupon was refused with stands at its field. */
export function couponFault(answer: object): readonly FieldFault[] {
  if (!isProblem(answer)) return [];
  const code = answer.status === 400 ? "unknown" : answer.code;
  return [{ path: "coupon", message: couponText(code, answer["minimum"]), isMissing: false }];
}
