import { button, choiceField, hiddenField, pressedByEnter } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { newTab } from "../../parts/new-tab.ts";
import { missing, notice } from "../../parts/notice.ts";
import { countryName } from "../../parts/countries.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import { addressSection, fieldLabels } from "./address-view.ts";
import type { Checkout } from "./checkout.ts";
import { isOpen } from "./order-form.ts";
import { reviewSection } from "./review-view.ts";

const { checkoutPage } = words;

/** Why no order was placed, or what has just been done. */
export type Told = {
  readonly good?: string;
  readonly bad?: string;
  /** Why the bag's coupon cannot be used. */
  readonly coupon?: string;
  /** The bag can be bought with less in it. */
  readonly canFit?: boolean;
};

type Shown = {
  readonly checkout: Checkout;
  readonly told?: Told | undefined;
  readonly takenOver?: TakenOver | undefined;
};

export const checkoutView = (frame: Frame, { checkout, told = {}, takenOver }: Shown): Html =>
  layout(frame, {
    title: checkoutPage.title,
    notice: html`${takenOverNotice(takenOver)}${noticeOf(checkout, told)}`,
    main: html`<h1>${checkoutPage.title}</h1>
      ${checkout.who === "guest" && html`<p>${checkoutPage.haveAccount} ${signIn()} ${checkoutPage.backHere}</p>`}
      ${errorSummary(checkout.form, fieldLabels)}
      <form class="checkout" method="post" action="/checkout" novalidate>
        ${pressedByEnter(checkoutPage.show, "show")} ${hiddenParts(checkout)}
        ${standsInTheWay(checkout, told)} ${contactSection(checkout)} ${addressSection(checkout)}
        ${methodSection(checkout)} ${paymentSection(checkout)} ${reviewSection(checkout)}
        ${button(checkoutPage.place, { name: "do", value: "place" })}
      </form>`,
  });

const signIn = (): Html => newTab("/sign-in?to=/checkout", checkoutPage.signIn);

function noticeOf({ who, cart, form }: Checkout, { good, bad, coupon }: Told): Part {
  if (who === "ended")
    return notice("bad", html`${isOpen(form) ? checkoutPage.endedOpen : checkoutPage.ended} ${signIn()}`);
  if (who === "unknown") return notice("bad", checkoutPage.unknown);
  if (coupon !== undefined) return notice("bad", checkoutPage.coupon(cart?.coupon ?? "", coupon));
  if (bad !== undefined) return notice("bad", bad);
  return good !== undefined && notice("good", good);
}

/** What the page has shown, and for which one order. */
const hiddenParts = ({ key, lines, deliveries, form }: Checkout): Html => {
  const seen = deliveries?.map(({ id, total }) => `${id}:${total.amount}:${total.currency}`);
  return html`${hiddenField("key", key)}${isOpen(form) && hiddenField("open", "yes")}${(seen ?? form.typed["seen"] ?? []).map((each) => hiddenField("seen", each))}
  ${lines.map(({ sku, quantity }) => html`${hiddenField("sku", sku)}${hiddenField("quantity", String(quantity))}`)}`;
};

/** A button for each thing that keeps the order from being placed. */
function standsInTheWay({ who, cart, form, isOtherBag }: Checkout, { coupon, canFit }: Told): Part {
  if (who === "ended" && isOpen(form)) return undefined;
  if (who === "ended")
    return html`<p>${button(checkoutPage.asGuest, { kind: "plain", name: "do", value: "guest" })}</p>`;
  if (coupon !== undefined)
    return html`<p>
      ${button(checkoutPage.dropCoupon, { kind: "plain", name: "do", value: "without-coupon" })}
    </p>`;
  if (isOtherBag)
    return html`${missing(checkoutPage.otherBag)}
      <p>${button(checkoutPage.putIn, { kind: "plain", name: "do", value: "put-in" })}</p>`;
  const isBlocked = cart?.lines.some(({ available }) => !available) ?? false;
  return (
    (isBlocked || canFit) &&
    html`<p>${button(checkoutPage.fit, { kind: "plain", name: "do", value: "fit" })}</p>`
  );
}

const contactSection = ({ form }: Checkout): Html =>
  html`<section aria-labelledby="contact">
    <h2 id="contact">${checkoutPage.contact}</h2>
    ${textField(form, { name: "email", label: checkoutPage.email, hint: checkoutPage.emailHint, type: "email", autocomplete: "email", maxLength: 254 })}
    ${textField(form, { name: "name", label: checkoutPage.name, autocomplete: "name", maxLength: 200 })}
  </section>`;

const methodSection = (checkout: Checkout): Html =>
  html`<section aria-labelledby="sending" data-part="sending">
    <h2 id="sending">${checkoutPage.sending}</h2>
    ${methods(checkout)}
  </section>`;

function methods({ form, deliveries, country, cart }: Checkout): Html {
  if (!deliveries) {
    const chosen = form.typed["shippingMethod"]?.[0];
    return html`${missing(checkoutPage.noMethods)}${chosen !== undefined && hiddenField("shippingMethod", chosen)}`;
  }
  if (deliveries.length === 0 && cart?.lines.some(({ available }) => available))
    return notice("bad", checkoutPage.noWay(countryName(country)));
  return choiceField(form, {
    name: "shippingMethod",
    label: checkoutPage.method,
    look: "boxes",
    choices: deliveries.map(({ id, name, price, days, total }) => ({
      value: id,
      label: name,
      note: html`${price.amount === 0 ? checkoutPage.free : moneyText(price)},
      ${words.bagPage.days(days.min, days.max)}, ${checkoutPage.inAll(moneyText(total))}`,
    })),
  });
}

const paymentSection = ({ form, wayToPay }: Checkout): Html =>
  html`<section aria-labelledby="payment">
    <h2 id="payment">${checkoutPage.payment}</h2>
    ${wayToPay.fields(form)}
  </section>`;
