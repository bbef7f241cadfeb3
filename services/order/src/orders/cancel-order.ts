import type { Expectation } from "@shop/kit/change";
import { advanceOrder, type AdvanceDeps } from "./advance-order.ts";
import type { Reader } from "./get-order.ts";
import type { Order } from "./order.ts";
import { cancelled } from "./transitions/ending.ts";

export type CancelOrder = {
  readonly orderId: string;
  readonly reader: Reader;
  readonly expect: Expectation;
};

/**
 * Cancelling again answers the same. Whose order it is and what the client saw is judged on what is cancelled.
 * Throws `order.not_found`, what `expect` throws, and `busy`.
 */
export const cancelOrder = (deps: AdvanceDeps, { reader, ...step }: CancelOrder): Promise<Order> =>
  advanceOrder(deps, {
    ...step,
    reader,
    transition: cancelled,
    told: ({ customerId }) => ({ by: customerId === reader.id ? "customer" : "staff" }) as const,
  });
