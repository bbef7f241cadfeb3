/** Every way an invoice can be refused. */
import { AppError } from "@shop/kit/errors";

export const invoiceErrors = {
  notFound: (orderId: string) =>
    new AppError(
      "not_found",
      "invoice.not_found",
      `Order ${orderId} has no invoice: nothing was paid for it`,
    ),
};
