/** How an order is paid, and what of it goes back. */
import type { Order } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { facts, table } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { words } from "../../words/en.ts";

const { orderPage } = words;

export const moneySections = (frame: Frame, order: Order): Html =>
  html`<section aria-labelledby="payment" data-part="payment">
    <h2 id="payment">${orderPage.payment}</h2>
    ${facts([
      [orderPage.state, order.total.amount === 0 ? orderPage.free : orderPage.payments[order.payment.status]],
      ...(order.payment.captured.amount > 0
        ? [[orderPage.payments.captured, moneyText(order.payment.captured)] as const]
        : []),
      ...(order.payment.refunded.amount > 0
        ? [[orderPage.refunds, moneyText(order.payment.refunded)] as const]
        : []),
    ])}
    ${refundsOf(frame, order)}
  </section>`;

const refundsOf = ({ clock }: Frame, order: Order): Part =>
  order.refunds.length > 0 &&
  html`<h3>${orderPage.refunds}</h3>
    ${table(
      orderPage.refunds,
      [
        { title: orderPage.when, cell: ({ createdAt }) => clock.day(createdAt) },
        { title: orderPage.what, cell: (refund) => whatFor(order, refund) },
        { title: orderPage.state, cell: ({ status }) => orderPage.refundStatus[status] },
        { title: orderPage.amount, cell: ({ amount }) => moneyText(amount), isNumber: true },
      ],
      order.refunds,
    )}`;

function whatFor({ lines }: Order, refund: Order["refunds"][number]): string {
  const units = refund.lines.map(
    ({ sku, quantity }) => `${quantity} × ${lines.find((line) => line.sku === sku)?.name ?? sku}`,
  );
  const parts = [
    ...units,
    ...(refund.shipping.amount > 0 ? [orderPage.shipping] : []),
    ...(refund.reason === null ? [] : [refund.reason]),
  ];
  return parts.length > 0 ? parts.join(", ") : orderPage.aSum;
}
