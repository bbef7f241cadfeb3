/** What an order, or its invoice, comes to. */
import type { Order } from "@shop/contracts/order/orders";
import { html, type Part } from "../../parts/html.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { words } from "../../words/en.ts";

const { orderPage } = words;

/** Of basis points. */
export const percent = (rate: number): string => `${rate / 100} %`;

type Sums = Pick<Order, "subtotal" | "discount" | "shipping" | "taxes" | "total"> & {
  readonly coupon?: string | null;
};
type Row = readonly [string, Part | string];

/** Where prices do not include tax, it comes on top. */
export function sumsOf({ subtotal, discount, shipping, taxes, total, coupon = null }: Sums): readonly Row[] {
  const isOnTop = total.amount > subtotal.amount - discount.amount + shipping.amount;
  const sum: Row = [orderPage.total, html`<strong>${moneyText(total)}</strong>`];
  const taxRows = taxes
    .filter(({ tax }) => tax.amount > 0)
    .map(({ rate, tax }): Row => {
      const say = isOnTop ? orderPage.taxOn : orderPage.taxIn;
      return [say(percent(rate)), moneyText(tax)];
    });
  const name = coupon === null ? orderPage.discount : orderPage.discountOf(coupon);
  return [
    [orderPage.subtotal, moneyText(subtotal)],
    ...(discount.amount > 0 ? [[name, `−${moneyText(discount)}`] as const] : []),
    [orderPage.shipping, moneyText(shipping)],
    ...(isOnTop ? [...taxRows, sum] : [sum, ...taxRows]),
  ];
}
