/** Orders, a row each. */
import type { Order } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { table } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { statusPill } from "../../parts/order-status.ts";
import { words } from "../../words/en.ts";

const { accountPage } = words;

export const orderRows = ({ clock }: Frame, orders: readonly Order[]): Html =>
  table(
    accountPage.ordersTitle,
    [
      {
        title: accountPage.order,
        cell: ({ id, number }) => html`<a href="/order/${encodeURIComponent(id)}">${number}</a>`,
      },
      { title: accountPage.placed, cell: ({ createdAt }) => clock.day(createdAt) },
      { title: accountPage.status, cell: ({ status }) => statusPill(status) },
      { title: accountPage.total, isNumber: true, cell: ({ total }) => moneyText(total) },
    ],
    orders,
  );
