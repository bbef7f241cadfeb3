import { advanceOrder } from "./advance-order.ts";
import type { OrderDeps } from "./deps.ts";
import { getOrder, type Reader } from "./get-order.ts";
import type { Order } from "./order.ts";

export type CancelOrder = {
  readonly orderId: string;
  readonly reader: Reader;
  /** Throws when the order is no longer the one the client saw. */
  readonly checkVersion: (version: number) => void;
};

/** Cancelling again answers the same. */
export async function cancelOrder(
  deps: OrderDeps,
  { orderId, reader, checkVersion }: CancelOrder,
): Promise<Order> {
  const order = await getOrder(deps, { orderId, reader });
  checkVersion(order.version);
  const by = order.customerId === reader.id ? "customer" : "staff";
  return advanceOrder(deps, { orderId, transition: "cancelled", input: { by } });
}
