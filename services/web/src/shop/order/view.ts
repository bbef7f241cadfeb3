import type { Cart } from "@shop/contracts/order/carts";
import type { Order } from "@shop/contracts/order/orders";
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { button } from "../../parts/form/choices.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, safeUrl, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { facts, timeline } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { missing, notice } from "../../parts/notice.ts";
import { statusPill } from "../../parts/order-status.ts";
import { picture } from "../../parts/product.ts";
import { takenOverNotice } from "../../parts/taken-over.ts";
import type { TakenOver } from "../../visitors/cookies.ts";
import { words } from "../../words/en.ts";
import { addressLines } from "./address-lines.ts";
import { moneySections } from "./money-view.ts";
import {
  canCancel,
  canPayAgain,
  entryText,
  isInvoiced,
  isKept,
  isMoving,
  pathOf,
  sentenceOf,
  type Reader,
} from "./order.ts";
import { parcels } from "./parcels-view.ts";
import { sumsOf } from "./sums.ts";

const { orderPage } = words;

export type Shown = {
  readonly order: Order;
  /** Of whoever looks; undefined: they have none, or it cannot be had just now. */
  readonly cart: Cart | undefined;
  /** Undefined: they cannot be had just now. */
  readonly entries: readonly TimelineEntry[] | undefined;
  readonly reader: Reader;
  readonly takenOver: TakenOver | undefined;
  readonly notice: string | undefined;
  /** What the notice says was not possible. */
  readonly isRefused: boolean;
  /** Their next step is to pay, where that is awaited. */
  readonly isLedOn: boolean;
};

export const orderView = (frame: Frame, shown: Shown): Html => {
  const { order, reader } = shown;
  return layout(frame, {
    title: orderPage.title(order.number),
    ledTo: shown.isLedOn ? wayOn(order) : undefined,
    notice: html`${takenOverNotice(shown.takenOver)}${shown.notice !== undefined && notice(shown.isRefused ? "bad" : "plain", shown.notice)}`,
    main: html`<div class="order">
      <h1>${orderPage.title(order.number)}</h1>
      <p class="fine">${orderPage.placedOn} ${frame.clock.moment(order.createdAt)}</p>
      ${statusSection(shown)} ${storySection(frame, shown)} ${linesSection(order)} ${parcels(frame, order)}
      ${moneySections(frame, order)} ${whereSection(order)} ${reader.isOwner && ownerActions(order)}
      ${!reader.isOwner && againForm(order, reader)}
    </div>`,
  });
};

const statusSection = ({ order, cart, entries = [], reader }: Shown): Html =>
  html`<section class="status" data-part="status">
    <p>${statusPill(order.status)}</p>
    <p>${sentenceOf(order, entries)}</p>
    ${linkOn(order)} ${reader.isOwner && canPayAgain(order) && payAgain({ order, cart })}
  </section>`;

/** The same bag with another card; of a bag that is another, what was ordered has to come into it first. */
const payAgain = ({ order, cart }: Pick<Shown, "order" | "cart">): Html =>
  isKept(order, cart)
    ? html`<p>${orderPage.kept}</p>
        <p class="actions">
          <a class="button main" href="/checkout?from=${encodeURIComponent(order.id)}"
            >${orderPage.otherCard}</a
          >
          <a class="button plain" href="/bag">${orderPage.toBag}</a>
        </p>`
    : html`<p>${orderPage.notKept}</p>`;

/** To their bank, or to a page where they pay. */
const wayOn = ({ payment: { actionUrl } }: Order): string | undefined =>
  actionUrl === undefined ? undefined : safeUrl(actionUrl);

function linkOn(order: Order): Part {
  const url = wayOn(order);
  return (
    url !== undefined &&
    html`<p><a class="button main" href="${url}" rel="noopener">${orderPage.goOn}</a></p>`
  );
}

const storySection = (frame: Frame, { order, entries, reader }: Shown): Html =>
  html`<section aria-labelledby="story">
    <h2 id="story">${orderPage.story}</h2>
    ${entries ? story(frame, { order, entries, reader }) : missing(orderPage.storyAway)}
  </section>`;

const story = (
  { clock }: Frame,
  {
    order,
    entries,
    reader,
  }: Pick<Shown, "order" | "reader"> & { readonly entries: readonly TimelineEntry[] },
): Html =>
  timeline(
    entries.map((entry) => ({ id: entry.id, at: clock.moment(entry.at), text: entryText(entry) })),
    { follow: isMoving(order) ? followPath(order.id, entries, reader) : undefined },
  );

/** After what the page has told already. */
function followPath(id: string, entries: readonly TimelineEntry[], { access }: Reader): string {
  const query = new URLSearchParams({
    ...(access !== undefined && { access }),
    after: entries.at(-1)?.id ?? "0",
  });
  return `${pathOf(id, "/stream")}?${query.toString()}`;
}

const linesSection = (order: Order): Html =>
  html`<section aria-labelledby="lines">
    <h2 id="lines">${orderPage.lines}</h2>
    <ul class="lines">
      ${order.lines.map(lineView)}
    </ul>
    ${facts(sumsOf(order))}
  </section>`;

function lineView({
  sku,
  productId,
  name,
  image,
  quantity,
  unitPrice,
  lineTotal,
}: Order["lines"][number]): Html {
  const href = `/p/${encodeURIComponent(productId)}?sku=${encodeURIComponent(sku)}`;
  return html`<li class="line">
    <a class="line-picture" href="${href}" tabindex="-1" aria-hidden="true"
      >${picture(image ?? null, { alt: "", sizes: "6rem" })}</a
    >
    <div class="line-text">
      <p><a href="${href}">${name}</a></p>
      <p class="fine">${quantity} × ${moneyText(unitPrice)}</p>
    </div>
    <p class="line-total">${moneyText(lineTotal)}</p>
  </li>`;
}

const whereSection = ({ shippingAddress, contact }: Order): Html =>
  html`<section aria-labelledby="where">
    <h2 id="where">${orderPage.whereTo}</h2>
    <address>${addressLines(shippingAddress).map((line) => html`${line}<br />`)}</address>
    ${facts([[orderPage.contact, `${contact.name}, ${contact.email}`]])}
  </section>`;

const ownerActions = (order: Order): Html =>
  html`<div class="actions" data-part="actions">
    ${isInvoiced(order) && html`<a class="button plain" href="${pathOf(order.id, "/invoice")}">${orderPage.invoice}</a>`}
    ${againForm(order, { access: undefined })}
    ${canCancel(order) && html`<a class="button danger" href="${pathOf(order.id, "/cancel")}">${orderPage.cancel}</a>`}
  </div>`;

const againForm = ({ id }: Order, { access }: Pick<Reader, "access">): Html =>
  html`<form method="post" action="${pathOf(id, "/again", access)}">
    ${button(orderPage.again, { kind: "plain" })}
  </form>`;
