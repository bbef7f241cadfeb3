import type { Order, OrderStatus } from "@shop/contracts/order/orders";
import { OrderStatus as Statuses } from "@shop/contracts/order/orders";
import { button } from "../../parts/form/choices.ts";
import { selectField } from "../../parts/form/fields.ts";
import { filled } from "../../parts/form/state.ts";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { pager } from "../../parts/list.ts";
import { empty, missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import type { Customer } from "./account-visit.ts";
import { accountLayout } from "./layout-view.ts";
import { orderRows } from "./order-table.ts";

const { accountPage, orderPage } = words;

export type Orders = {
  readonly customer: Customer;
  readonly status: OrderStatus | undefined;
  /** Undefined: they cannot be had just now. */
  readonly orders: readonly Order[] | undefined;
  readonly first?: string | undefined;
  readonly next?: string | undefined;
};

export const ordersView = (frame: Frame, shown: Orders): Html =>
  accountLayout(frame, {
    title: accountPage.ordersTitle,
    place: "/account/orders",
    takenOver: shown.customer.takenOver,
    main: html`<form class="inline" method="get" action="/account/orders" data-swap="list">
        ${selectField(filled({ status: shown.status }), { name: "status", label: accountPage.filter, options })}
        ${button(accountPage.show, { kind: "plain" })}
      </form>
      <div data-part="list">${listPart(frame, shown)}</div>`,
  });

const options = [
  { value: "", label: accountPage.all },
  ...Statuses.options.map((value) => ({ value, label: orderPage.status[value] })),
];

function listPart(frame: Frame, { orders, status, first, next }: Orders): Html {
  if (!orders) return missing(accountPage.missing);
  if (orders.length > 0) return html`${orderRows(frame, orders)} ${pager({ first, next })}`;
  const text = status === undefined ? accountPage.noOrders : accountPage.noneLike(orderPage.status[status]);
  const way =
    status === undefined
      ? html`<p><a class="button main" href="/">${accountPage.lookAround}</a></p>`
      : html`<p><a class="button plain" href="/account/orders">${accountPage.allOrders}</a></p>`;
  return empty(accountPage.noOrdersTitle, text, way);
}
