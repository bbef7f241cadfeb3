/** The parcels of an order, and where they are. */
import type { Order } from "@shop/contracts/order/orders";
import type { Frame } from "../../parts/frame.ts";
import { html, type Html } from "../../parts/html.ts";
import { words } from "../../words/en.ts";

const { orderPage } = words;

/** Empty until the first has left: then it is put in place. */
export const parcels = (frame: Frame, order: Order): Html =>
  html`<section data-part="parcels">
    ${
      order.shipments.length > 0 &&
      html`<h2>${orderPage.parcels}</h2>
        <ul class="parcels">
          ${order.shipments.map((parcel) => parcelView(frame, order, parcel))}
        </ul>`
    }
  </section>`;

const parcelView = ({ clock }: Frame, order: Order, parcel: Order["shipments"][number]): Html =>
  html`<li>
    <p><strong>${orderPage.tracking(parcel.carrier, parcel.trackingNumber)}</strong></p>
    <p>
      ${orderPage.sentOn}
      ${clock.day(parcel.shippedAt)}${parcel.deliveredAt !== null && html`, ${orderPage.arrivedOn} ${clock.day(parcel.deliveredAt)}`}
    </p>
    <ul>
      ${parcel.lines.map(
        ({ sku, quantity }) =>
          html`<li>${quantity} × ${order.lines.find((line) => line.sku === sku)?.name ?? sku}</li>`,
      )}
    </ul>
  </li>`;
