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
    ${facts(moneyFacts(order))} ${refundsOf(frame, order)}
  </section>`;

/** What was paid says by itself that it was. */
function moneyFacts({ total, payment }: Order): readonly (readonly [string, string])[] {
  const { status, captured, refunded } = payment;
  const isPaid = status === "captured" && captured.amount > 0;
  return [
    ...(isPaid
      ? []
      : [[orderPage.state, total.amount === 0 ? orderPage.free : orderPage.payments[status]] as const]),
    ...(captured.amount > 0 ? [[orderPage.payments.captured, moneyText(captured)] as const] : []),
    ...(refunded.amount > 0 ? [[orderPage.refunds, moneyText(refunded)] as const] : []),
  ];
}

const refundsOf = ({ clock }: Frame, order: Order): Part =>
  order.refunds.length > 0 &&
  table(
    orderPage.refundsOf,
    [
      { title: orderPage.when, cell: ({ createdAt }) => clock.day(createdAt) },
      { title: orderPage.what, cell: (refund) => whatFor(order, refund) },
      { title: orderPage.state, cell: ({ status }) => orderPage.refundStatus[status] },
      { title: orderPage.amount, cell: ({ amount }) => moneyText(amount), isNumber: true },
    ],
    order.refunds,
  );

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
