import type { invoicesApi } from "@shop/contracts/order/invoices";
import type { Handlers } from "@shop/kit/http/server/handlers";
import { toReader } from "../orders/get-order.ts";
import { getInvoice, type InvoiceDeps } from "./get-invoice.ts";

export const invoiceRoutes = (deps: InvoiceDeps): Handlers<typeof invoicesApi> => ({
  getInvoice: ({ user, params: { id: orderId } }) => getInvoice(deps, { orderId, reader: toReader(user) }),
});
