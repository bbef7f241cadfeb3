import type { Expectation } from "@shop/kit/change";
import { advanceOrder } from "./advance-order.ts";
import type { OrderDeps } from "./deps.ts";
import type { Reader } from "./get-order.ts";
import type { Order } from "./order.ts";

export type CancelOrder = {
  readonly orderId: string;
  readonly reader: Reader;
  readonly expect: Expectation;
};

/** Cancelling again answers the same. Whose order it is and what the client saw is judged on what is cancelled. */
export const cancelOrder = (deps: OrderDeps, { reader, ...step }: CancelOrder): Promise<Order> =>
  advanceOrder(deps, {
    ...step,
    reader,
    transition: "cancelled",
    input: ({ customerId }) => ({ by: customerId === reader.id ? "customer" : "staff" }) as const,
  });
