/** What is bought, and all that it comes to. */
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import type { Cart, CartLine } from "@shop/contracts/order/carts";
import { valueOf } from "../../parts/form/state.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { facts } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { newTab } from "../../parts/new-tab.ts";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { standingText } from "../bag/line-view.ts";
import type { Checkout } from "./checkout.ts";
import { seenTotal } from "./order-form.ts";

const { checkoutPage } = words;

export const reviewSection = (checkout: Checkout): Html =>
  html`<section aria-labelledby="review" data-part="review">
    <h2 id="review">${checkoutPage.review}</h2>
    ${checkout.cart ? ofCart(checkout.cart, chosenOf(checkout)) : asSeen(checkout)}
  </section>`;

/** What it came to when the bag could be looked at. */
function asSeen({ form }: Checkout): Html {
  const total = seenTotal(form);
  return total
    ? facts([[checkoutPage.total, html`<strong>${moneyText(total)}</strong>`]])
    : missing(checkoutPage.bagAway);
}

const chosenOf = ({ form, deliveries = [] }: Checkout): CartDelivery | undefined =>
  deliveries.find(({ id }) => id === valueOf(form, "shippingMethod"));

const ofCart = (cart: Cart, chosen: CartDelivery | undefined): Html =>
  cart.lines.length === 0
    ? html`${missing(checkoutPage.emptyBag)}
        <p>${newTab("/", checkoutPage.lookAround)} ${checkoutPage.backHere}</p>`
    : html`<ul class="plain-lines">
          ${cart.lines.map(lineView)}
        </ul>
        <p>${newTab("/bag", checkoutPage.edit)} ${checkoutPage.backHere}</p>
        ${facts([
          [checkoutPage.subtotal, moneyText(cart.subtotal)],
          ...(cart.discount.amount > 0
            ? [[checkoutPage.discount, `−${moneyText(cart.discount)}`] as const]
            : []),
          ...(chosen ? figuresOf(cart, chosen) : []),
        ])}
        ${!chosen && missing(checkoutPage.later)}`;

const lineView = (line: CartLine): Html =>
  html`<li>
    <span>${line.quantity} × ${line.name}</span>
    ${line.available ? html`<span>${line.lineTotal && moneyText(line.lineTotal)}</span>` : html`<strong>${standingText(line)}</strong>`}
  </li>`;

type Row = readonly [string, Part | string];

/** Where prices do not include tax, it comes on top. */
function figuresOf(
  { subtotal, discount }: Cart,
  { price, taxes, total, name }: CartDelivery,
): readonly Row[] {
  const isOnTop = total.amount > subtotal.amount - discount.amount + price.amount;
  const taxRows = taxes
    .filter(({ tax }) => tax.amount > 0)
    .map(({ rate, tax }): Row => {
      const percent = `${rate / 100} %`;
      return [isOnTop ? checkoutPage.taxOn(percent) : checkoutPage.taxIn(percent), moneyText(tax)];
    });
  const sum: Row = [checkoutPage.total, html`<strong>${moneyText(total)}</strong>`];
  return [
    [checkoutPage.shipping, html`${moneyText(price)} <span class="fine">${name}</span>`],
    ...(isOnTop ? [...taxRows, sum] : [sum, ...taxRows]),
  ];
}
