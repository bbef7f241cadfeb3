import type { Address } from "@shop/contracts/language/address";
import type { Invoice } from "@shop/contracts/order/invoices";
import type { Money } from "@shop/contracts/language/values";
import type { Order } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html, type Part } from "../../parts/html.ts";
import { layout } from "../../parts/layout.ts";
import { facts, table } from "../../parts/list.ts";
import { moneyText } from "@shop/contracts/language/money-text";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { addressLines } from "./address-lines.ts";
import { pathOf } from "./order.ts";
import { percent, sumsOf } from "./sums.ts";

const { orderPage } = words;

export const invoiceView = (frame: Frame, { invoice }: { readonly invoice: Invoice }): Html =>
  layout(frame, {
    title: orderPage.invoiceTitle(invoice.number),
    main: html`<article class="invoice">
      <h1>${orderPage.invoiceTitle(invoice.number)}</h1>
      <p class="fine screen-only">
        ${orderPage.printHint} <a href="${pathOf(invoice.orderId)}">${orderPage.toOrder}</a>
      </p>
      ${heads(frame, invoice)} ${linesOf(invoice)} ${facts(sumsOf(invoice))} ${taxesOf(invoice.taxes)}
      ${invoice.creditNotes.map((note) => creditNote(frame, note))}
    </article>`,
  });

const heads = ({ clock }: Frame, invoice: Invoice): Html =>
  html`<div class="invoice-heads">
    ${facts([
      [orderPage.invoiceDate, clock.day(invoice.issuedAt)],
      [orderPage.orderNumber, invoice.orderNumber],
    ])}
    <section>
      <h2>${orderPage.seller}</h2>
      ${paragraphs([invoice.seller.name, ...invoice.seller.address])}
      ${invoice.seller.taxId !== "" && html`<p>${orderPage.taxId} ${invoice.seller.taxId}</p>`}
    </section>
    <section>
      <h2>${orderPage.buyer}</h2>
      ${buyer(invoice.buyer)}
    </section>
  </div>`;

const buyer = ({
  name,
  email,
  address,
}: {
  readonly name: string;
  readonly email: string;
  readonly address: Address;
}): Html =>
  html`${name !== address.name && html`<p>${name}</p>`}${paragraphs(addressLines(address))}
    <p>${email}</p>`;

const paragraphs = (lines: readonly string[]): Html => html`${lines.map((line) => html`<p>${line}</p>`)}`;

const linesOf = ({ lines }: Invoice): Html =>
  table(
    orderPage.lines,
    [
      { title: orderPage.line, cell: ({ name, sku }) => html`${name} <span class="fine">${sku}</span>` },
      { title: orderPage.quantity, cell: ({ quantity }) => String(quantity), isNumber: true },
      { title: orderPage.unitPrice, cell: ({ unitPrice }) => moneyText(unitPrice), isNumber: true },
      { title: orderPage.sum, cell: ({ lineTotal }) => moneyText(lineTotal), isNumber: true },
    ],
    lines,
  );

const taxesOf = (taxes: Invoice["taxes"], text: (money: Money) => string = moneyText): Part =>
  taxes.length > 0 &&
  table(
    orderPage.taxes,
    [
      { title: orderPage.rate, cell: ({ rate }) => percent(rate) },
      { title: orderPage.net, cell: ({ net }) => text(net), isNumber: true },
      { title: orderPage.tax, cell: ({ tax }) => text(tax), isNumber: true },
    ],
    taxes,
  );

const given = (money: Money): string => (money.amount > 0 ? `−${moneyText(money)}` : moneyText(money));

const creditNote = ({ clock }: Frame, note: Invoice["creditNotes"][number]): Html =>
  html`<section class="credit-note">
    <h2>${orderPage.creditNote(note.number)}</h2>
    ${facts([
      [orderPage.invoiceDate, clock.day(note.issuedAt)],
      ...note.lines.map(({ name, quantity, amount }) => [`${quantity} × ${name}`, given(amount)] as const),
      ...(note.shipping.amount > 0 ? [[orderPage.shipping, given(note.shipping)] as const] : []),
      [orderPage.total, html`<strong>${given(note.amount)}</strong>`],
      ...(note.reason === null ? [] : [[orderPage.reason, note.reason] as const]),
    ])}
    ${taxesOf(note.taxes ?? [], given)}
  </section>`;

export const noInvoiceView = (frame: Frame, { order }: { readonly order: Order }): Html =>
  layout(frame, {
    title: orderPage.invoice,
    main: html`<h1>${orderPage.invoice}</h1>
      ${missing(orderPage.noInvoice)}
      <p><a href="${pathOf(order.id)}">${orderPage.toOrder}</a></p>`,
  });
