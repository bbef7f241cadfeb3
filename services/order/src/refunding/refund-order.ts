/** Staff gives money back; the provider is asked afterwards, by owed work. */
import type { RefundRequest } from "@shop/contracts/order/refunding";
import type { Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { advanceOnce, type AdvanceOnceDeps } from "../orders/advance-once.ts";
import type { Order } from "../orders/order.ts";
import { refundRequested } from "../orders/transitions/refund.ts";

export type RefundOrderDeps = AdvanceOnceDeps & {
  readonly reviewAfterMs: number;
  readonly newId: () => string;
};

export type RefundOrder = {
  readonly orderId: string;
  readonly request: RefundRequest;
  readonly expect: Expectation;
  readonly keyed: KeyedRequest;
};

/**
 * Once for each key. Throws `order.not_found`, `refund.not_captured`, `refund.other_currency`, `refund.too_much`,
 * `refund.too_many_units`, `refund.too_many`, `busy`, and what `expect` throws.
 */
export const refundOrder = (deps: RefundOrderDeps, { request, ...step }: RefundOrder): Promise<Order> => {
  const { reviewAfterMs } = deps;
  const asked = { ...request, id: deps.newId(), restock: request.restock ?? false };
  return advanceOnce(deps, { ...step, transition: refundRequested, told: { asked, reviewAfterMs } });
};
