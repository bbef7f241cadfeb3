/** The invoice of an order, which is numbered now if it was not yet. */
import type { Invoice } from "@shop/contracts/order/invoices";
import { getOrder, type Reader } from "../orders/get-order.ts";
import type { OrderStore } from "../orders/order-store.ts";
import { invoiceErrors } from "./errors.ts";
import type { InvoiceStore } from "./invoice-store.ts";
import { claimsOf, toPublicInvoice } from "./invoice.ts";

export type InvoiceDeps = {
  readonly orders: Pick<OrderStore, "find">;
  readonly invoices: InvoiceStore;
};

/** Throws `order.not_found`, and `invoice.not_found` before the capture and for what was never sold. */
export async function getInvoice(
  deps: InvoiceDeps,
  request: { readonly orderId: string; readonly reader: Reader },
): Promise<Invoice> {
  const order = await getOrder(deps, request);
  const known = claimsOf(order).length === 0 && toPublicInvoice(order);
  if (known) return known;
  if (!order.capturedAt) throw invoiceErrors.notFound(order.id);
  await deps.invoices.number([order.id]);
  const invoice = toPublicInvoice(await getOrder(deps, request));
  if (!invoice) throw invoiceErrors.notFound(order.id);
  return invoice;
}
