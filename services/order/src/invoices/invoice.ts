/**
 * What is numbered, in which series, and what an invoice says. A series belongs to a year in UTC: an invoice to the one in
 * which the money was captured, a credit note to the one in which the provider had the refund. Pure.
 */
import type { Invoice as PublicInvoice, Seller } from "@shop/contracts/order/invoices";
import type { Order } from "../orders/order.ts";
import { toCreditNotes } from "./credit-note.ts";

/** `2026` for invoices, `2026-C` for credit notes. */
export type Series = string;

/** One number to be given: to the invoice of an order, or to the credit note of one of its refunds. */
export type Claim = { readonly orderId: string; readonly series: Series; readonly refundId: string | null };

/** What of an order has no number yet, the invoice first. */
export function claimsOf(order: Order): Claim[] {
  const { id: orderId, capturedAt, invoice, refunds } = order;
  if (!capturedAt) return [];
  const own = invoice ? [] : [{ orderId, series: `${capturedAt.getUTCFullYear()}`, refundId: null }];
  const credits = refunds.flatMap(({ id: refundId, creditNote, doneAt, amount }) =>
    doneAt && creditNote === null && amount.amount > 0
      ? [{ orderId, series: `${doneAt.getUTCFullYear()}-C`, refundId }]
      : [],
  );
  return [...own, ...credits];
}

export const toNumber = ({ series }: Pick<Claim, "series">, serial: number): string =>
  series.endsWith("C") ? `${series}${serial}` : `${series}-${serial}`;

/** The order with the numbers that its claims were given. */
export function numbered(
  order: Order,
  given: readonly (Pick<Claim, "refundId"> & { readonly number: string })[],
  seller: Seller,
): Pick<Order, "invoice" | "refunds"> {
  const numberOf = (refundId: string | null) => given.find((each) => each.refundId === refundId)?.number;
  const own = numberOf(null);
  return {
    invoice: own === undefined ? order.invoice : { number: own, seller },
    refunds: order.refunds.map((refund) => ({
      ...refund,
      creditNote: numberOf(refund.id) ?? refund.creditNote,
    })),
  };
}

/** Undefined when it is not numbered. */
export function toPublicInvoice(order: Order): PublicInvoice | undefined {
  const { invoice, capturedAt, contact } = order;
  if (!invoice || !capturedAt) return undefined;
  return {
    number: invoice.number,
    issuedAt: capturedAt.toISOString(),
    orderId: order.id,
    orderNumber: order.number,
    seller: invoice.seller,
    buyer: { name: contact.name, email: contact.email, address: order.shippingAddress },
    lines: order.lines.map(({ productId: _productId, ...line }) => line),
    subtotal: order.subtotal,
    discount: order.discount,
    shipping: order.shipping,
    taxes: [...order.taxes],
    tax: order.tax,
    total: order.total,
    creditNotes: toCreditNotes(order),
  };
}
