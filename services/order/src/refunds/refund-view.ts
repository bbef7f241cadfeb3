/** What the world sees of a refund. */
import type { Refund as PublicRefund } from "@shop/contracts/order/refunds";
import type { Refund } from "./refund.ts";

export const toPublicRefund = (refund: Refund): PublicRefund => ({
  id: refund.id,
  amount: refund.amount,
  lines: refund.lines.map(({ sku, quantity, amount }) => ({ sku, quantity, amount })),
  shipping: refund.shipping,
  restock: refund.restock,
  reason: refund.reason,
  status: refund.status,
  createdAt: refund.createdAt.toISOString(),
  doneAt: refund.doneAt?.toISOString() ?? null,
});
