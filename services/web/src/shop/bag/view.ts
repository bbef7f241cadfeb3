import { ownPath } from "../../paths/own-path.ts";
import type { Cart } from "@shop/contracts/order/carts";
import { countryName } from "../../parts/countries.ts";
import { button, hiddenField, pressedByEnter } from "../../parts/form/choices.ts";
import { textField } from "../../parts/form/fields.ts";
import { errorSummary, valueOf, type FormState } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { facts } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { empty, missing, notice } from "../../parts/notice.ts";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import type { Bag } from "./bag.ts";
import { couponText, fieldOf, type BagForm } from "./bag-form.ts";
import { bareLine, lineView } from "./line-view.ts";

const { bagPage } = words;

/** What has just been done, or stands in the way. */
export type Told = {
  readonly good?: string | undefined;
  readonly bad?: string | undefined;
  /** The id of an order that was to be paid, and whose things are in the bag no more. */
  readonly missedBy?: string | undefined;
};

type Shown = {
  readonly bag: Bag;
  readonly told: Told;
  readonly takenOver?: TakenOver | undefined;
  /** As it was sent, when it is to be mended. */
  readonly form?: BagForm | undefined;
};

export const bagView = (frame: Frame, { bag, told, takenOver, form }: Shown): Html =>
  layout(frame, {
    title: bagPage.title,
    notice: html`${takenOverNotice(takenOver)}${noticeOf(told, bag.cart)}`,
    main: html`<h1>${bagPage.title}</h1>
      <div data-part="bag">${bag.cart.lines.length === 0 ? emptyBag() : fullBag(bag, form)}</div>`,
  });

/** The bag itself is nowhere, or out of reach. */
export const noBagView = (
  frame: Frame,
  { kind, form }: { readonly kind: "empty" | "ended" | "unknown" | "away"; readonly form?: BagForm },
): Html =>
  layout(frame, {
    title: bagPage.title,
    notice:
      kind === "ended" &&
      notice("plain", html`${bagPage.ended} <a href="/sign-in?to=/bag">${bagPage.signIn}</a>`),
    main: html`<h1>${bagPage.title}</h1>
      <div data-part="bag">
        ${kind === "unknown" && missing(bagPage.unknown)} ${kind === "away" && missing(bagPage.away)}
        ${(kind === "empty" || kind === "ended") && emptyBag()}
        ${form ? bareForm(form) : (kind === "away" || kind === "unknown") && html`<p><a class="button plain" href="/bag">${bagPage.again}</a></p>`}
      </div>`,
  });

const emptyBag = (): Html =>
  empty(
    bagPage.emptyTitle,
    bagPage.emptyText,
    html`<p><a class="button main" href="/">${bagPage.goOn}</a></p>`,
  );

function noticeOf({ good, bad, missedBy }: Told, { lines, changes }: Cart): Part {
  const isBlocked = lines.some(({ available }) => !available);
  const trouble = bad ?? (isBlocked ? bagPage.cannotBuy : changes.length > 0 ? bagPage.changed : undefined);
  return html`${good !== undefined && notice("good", good)}${trouble !== undefined && notice(bad === undefined ? "plain" : "bad", trouble)}${missedBy !== undefined && missedNotice(missedBy)}`;
}

const missedNotice = (id: string): Html =>
  notice("plain", html`${bagPage.missed} <a href="/order/${encodeURIComponent(id)}">${bagPage.toOrder}</a>`);

const fullBag = (bag: Bag, form: BagForm | undefined): Html => {
  const { cart } = bag;
  const state = { typed: { coupon: [form?.coupon ?? ""] }, faults: form?.faults ?? [] };
  return html`${errorSummary(state, labelsOf(cart, form))}
    <form class="bag" method="post" action="/bag" novalidate data-swap="bag">
      ${pressedByEnter(bagPage.update, "update")}
      <ul class="lines" aria-label="${bagPage.lines}">
        ${cart.lines.map((line, index) => lineView({ cart, form }, line, index))}
      </ul>
      <p>${button(bagPage.update, { kind: "plain", name: "do", value: "update" })}</p>
      <div class="coupon">
        ${textField(state, { name: "coupon", label: bagPage.coupon, hint: bagPage.couponHint, isOptional: true, maxLength: 64, autocomplete: "off" })}
        ${button(bagPage.useCoupon, { kind: "plain", name: "do", value: "coupon" })} ${couponOf(cart)}
      </div>
      <div class="sum">${totals(bag)} ${button(bagPage.checkout, { name: "do", value: "checkout" })}</div>
    </form>`;
};

const bareForm = (form: BagForm): Html =>
  html`<form class="bag" method="post" action="/bag" novalidate>
    ${bareLine(form)} ${form.coupon !== "" && hiddenField("coupon", form.coupon)}
    ${button(bagPage.again, { name: "do", value: "update" })}
  </form>`;

const labelsOf = ({ lines }: Cart, form: BagForm | undefined): Record<string, string> => ({
  coupon: bagPage.coupon,
  ...Object.fromEntries(
    (form?.lines ?? []).map(({ sku }, index) => {
      const name = lines.find((line) => line.sku === sku)?.name ?? sku;
      return [fieldOf(index), bagPage.quantityOf(name)];
    }),
  ),
});

const couponOf = ({ coupon, couponReason, couponMinimum }: Cart): Part =>
  coupon !== null &&
  html`<p>
    ${couponReason === null ? bagPage.couponUsed(coupon) : bagPage.couponWaits(coupon, couponText(couponReason, couponMinimum))}
    ${button(bagPage.dropCoupon, { kind: "link", name: "do", value: "remove-coupon" })}
  </p>`;

const totals = (bag: Bag): Html => {
  const { subtotal, discount, total } = bag.cart;
  return html`<section class="totals" aria-label="${bagPage.totals}">
    ${facts([
      [bagPage.subtotal, moneyText(subtotal)],
      ...(discount.amount > 0 ? [[bagPage.discount, `−${moneyText(discount)}`] as const] : []),
      ...shippingFrom(bag),
      [
        bagPage.total,
        html`<strong>${moneyText(total)}</strong> <span class="fine">${bagPage.shippingLater}</span>`,
      ],
    ])}
    ${bag.deliveries === undefined && missing(bagPage.noShippingCost)}
    ${nobodyShips(bag) && missing(bagPage.noShipping(countryName(bag.country)))}
  </section>`;
};

const nobodyShips = ({ deliveries, cart }: Bag): boolean =>
  deliveries?.length === 0 && cart.lines.some(({ available }) => available);

function shippingFrom({ deliveries = [] }: Bag): readonly (readonly [string, Html])[] {
  const [cheapest] = deliveries;
  if (!cheapest) return [];
  const { name, price, days } = cheapest;
  const about = `${name}, ${bagPage.days(days.min, days.max)}`;
  return [[bagPage.shippingFrom, html`${moneyText(price)} <span class="fine">${about}</span>`]];
}

/** What could not be put into the bag, and once more where that may help. */
export const notAddedView = (
  frame: Frame,
  { form, why, canRepeat }: { readonly form: FormState; readonly why: string; readonly canRepeat: boolean },
): Html => {
  const back = backOf(form);
  return layout(frame, {
    title: bagPage.addTitle,
    notice: notice("bad", why),
    main: html`<h1>${bagPage.addTitle}</h1>
      ${
        canRepeat &&
        html`${errorSummary(form, { quantity: bagPage.quantity })}
          <form method="post" action="/bag/lines" novalidate>
            ${["sku", "to", "product"].map((name) => hiddenField(name, valueOf(form, name)))}
            ${textField(form, { name: "quantity", label: bagPage.quantity, type: "number", inputMode: "numeric" })}
            ${button(bagPage.again)}
          </form>`
      }
      <p>
        ${back !== undefined && html`<a href="${back}">${bagPage.back}</a> · `}<a href="/bag"
          >${bagPage.title}</a
        >
        · <a href="/">${bagPage.goOn}</a>
      </p>`,
  });
};

/** Where it was chosen. */
function backOf(form: FormState): string | undefined {
  const [product, sku] = ["product", "sku"].map((name) => encodeURIComponent(valueOf(form, name)));
  return product === "" ? ownPath(valueOf(form, "to")) : `/p/${product}?sku=${sku}`;
}
