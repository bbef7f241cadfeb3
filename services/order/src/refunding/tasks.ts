/** Refunds that orders owe. */
import type { Kind } from "@shop/kit/work/bench";
import type { Order, TaskOf } from "../orders/order.ts";
import { attemptRefund, type RefundDeps } from "./attempt-refund.ts";

export const refundTasks = (deps: RefundDeps): { readonly refund: Kind<Order, TaskOf<"refund">> } => ({
  refund: { concurrency: 16, leaseMs: 20_000, run: (...owed) => attemptRefund(deps, ...owed) },
});
