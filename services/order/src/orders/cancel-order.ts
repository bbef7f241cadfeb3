import { advanceOrder } from "./advance-order.ts";
import type { OrderDeps } from "./deps.ts";
import { requireReader, type Reader } from "./get-order.ts";
import type { Order } from "./order.ts";

export type CancelOrder = {
  readonly orderId: string;
  readonly reader: Reader;
  /** Throws when the order is no longer the one the client saw. */
  readonly checkVersion: (version: number) => void;
};

/** Cancelling again answers the same. Whose order it is and what the client saw is judged on what is cancelled. */
export const cancelOrder = (
  deps: OrderDeps,
  { orderId, reader, checkVersion }: CancelOrder,
): Promise<Order> =>
  advanceOrder(deps, {
    orderId,
    transition: "cancelled",
    input: ({ customerId }) => ({ by: customerId === reader.id ? "customer" : "staff" }) as const,
    expect: (order) => {
      requireReader(order, reader);
      checkVersion(order.version);
    },
  });
