/**
 * What is left of an order without its customer: what the books need. Number, lines, sums, tax, refunds, the country and
 * region that the tax is of, and the charge stay. Pure.
 */
import type { OrderRow } from "../orders/order-rows.ts";

/** Whose an order is when its customer is forgotten: one for all, so that nothing says which belong together. */
export const nobodyId = "erased";

export type Forgotten = { readonly $set: Partial<OrderRow>; readonly $unset: Readonly<Record<string, "">> };

/** Written by the shop itself, of ids, SKUs and codes; what else stands there may be somebody's words. */
const ownDetail = /^(?:stock\.|mail\.sent$|order\.cancelled$|payment\.refunded$)/;

export function withoutPerson(row: OrderRow): Forgotten {
  const { _id } = row;
  const { country, region } = row.shippingAddress;
  const { actionUrl: _actionUrl, ...payment } = row.payment;
  const requests = (row.requests ?? []).filter(({ fingerprint }) => fingerprint !== row.fingerprint);
  return {
    $set: {
      customerId: nobodyId,
      placedBy: nobodyId,
      // Unique as before, for one who is nobody.
      idempotencyKey: _id,
      fingerprint: "",
      ...(requests.length > 0 && { requests }),
      contact: { email: "", name: "" },
      shippingAddress: { name: "", line1: "", city: "", ...(region !== undefined && { region }), country },
      payment: { ...payment, token: "" },
      shipments: (row.shipments ?? []).map((shipment) => ({ ...shipment, trackingNumber: "" })),
      refunds: (row.refunds ?? []).map((refund) => ({ ...refund, reason: null })),
      timeline: row.timeline.map(({ cause: _cause, ...entry }) => ({
        ...entry,
        detail: ownDetail.test(entry.type) ? entry.detail : null,
      })),
      owes: withoutMails(row),
    },
    $unset: { emailKey: "", answer: "", ...(requests.length === 0 && { requests: "" }) },
  };
}

/** Of an order that somebody else's account has made with the person's address: it stays theirs. */
export const withoutAddress = (row: OrderRow): Forgotten => ({
  $set: { contact: { ...row.contact, email: "" }, owes: withoutMails(row) },
  $unset: { emailKey: "", answer: "" },
});

/** There is nobody to send them to. */
const withoutMails = ({ owes }: OrderRow): OrderRow["owes"] => owes.filter(({ kind }) => kind !== "mail");
