/** Orders, a row each. */
import type { Order, OrderStatus } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { table } from "../../parts/list.ts";
import { moneyText } from "../../parts/money.ts";
import { pill } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";

const { accountPage, orderPage } = words;

const kinds = {
  pending: "wait",
  confirmed: "good",
  shipped: "good",
  delivered: "good",
  cancelled: "bad",
} as const satisfies Record<OrderStatus, string>;

export const orderRows = ({ clock }: Frame, orders: readonly Order[]): Html =>
  table(
    accountPage.ordersTitle,
    [
      {
        title: accountPage.order,
        cell: ({ id, number }) => html`<a href="/order/${encodeURIComponent(id)}">${number}</a>`,
      },
      { title: accountPage.placed, cell: ({ createdAt }) => clock.day(createdAt) },
      { title: accountPage.status, cell: ({ status }) => pill(kinds[status], orderPage.status[status]) },
      { title: accountPage.total, isNumber: true, cell: ({ total }) => moneyText(total) },
    ],
    orders,
  );
