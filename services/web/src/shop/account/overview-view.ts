import type { SavedAddress } from "@shop/contracts/user/addresses";
import type { Order } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { missing } from "../../parts/notice.ts";
import { words } from "../../words/en.ts";
import { addressLines } from "../order/address-lines.ts";
import type { Customer } from "./account-visit.ts";
import { accountLayout } from "./layout-view.ts";
import { orderRows } from "./order-table.ts";

const { accountPage, addressPages } = words;

export type Overview = {
  readonly customer: Customer;
  /** Undefined, like the others: cannot be had just now. */
  readonly orders: readonly Order[] | undefined;
  readonly address: SavedAddress | null | undefined;
  readonly hasFactor: boolean | undefined;
};

export const overviewView = (frame: Frame, { customer, orders, address, hasFactor }: Overview): Html =>
  accountLayout(frame, {
    title: accountPage.hello(customer.name),
    place: "/account",
    takenOver: customer.takenOver,
    main: html`<p>${accountPage.signedInAs(customer.email)}</p>
      <section aria-labelledby="orders">
        <h2 id="orders">${accountPage.latestOrders}</h2>
        ${ordersPart(frame, orders)}
      </section>
      <section aria-labelledby="address">
        <h2 id="address">${accountPage.address}</h2>
        ${addressPart(address)}
      </section>
      <section aria-labelledby="security">
        <h2 id="security">${accountPage.security}</h2>
        ${
          hasFactor === undefined
            ? missing(accountPage.missing)
            : html`<p>${hasFactor ? accountPage.factorOn : accountPage.factorOff}</p>
                <p><a href="/account/second-factor">${accountPage.ways.secondFactor}</a></p>`
        }
      </section>`,
  });

function ordersPart(frame: Frame, orders: Overview["orders"]): Html {
  if (!orders) return missing(accountPage.missing);
  if (orders.length === 0)
    return html`<p>${accountPage.noOrders}</p>
      <p><a href="/">${accountPage.lookAround}</a></p>`;
  return html`${orderRows(frame, orders)}
    <p><a href="/account/orders">${accountPage.allOrders}</a></p>`;
}

function addressPart(address: Overview["address"]): Html {
  if (address === undefined) return missing(accountPage.missing);
  if (address === null)
    return html`<p>${accountPage.noAddress}</p>
      <p><a href="/account/addresses/new">${addressPages.add}</a></p>`;
  return html`<address>${addressLines(address).map((line) => html`${line}<br />`)}</address>
    <p><a href="/account/addresses">${addressPages.title}</a></p>`;
}
