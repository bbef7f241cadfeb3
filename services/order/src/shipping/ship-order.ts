/** What staff says of parcels. */
import type { ShipmentRequest } from "@shop/contracts/order/shipping";
import type { Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { advanceOnce, type AdvanceOnceDeps } from "../orders/advance-once.ts";
import { advanceOrder } from "../orders/advance-order.ts";
import type { Order } from "../orders/order.ts";
import { delivered, shipped } from "../orders/transitions/shipping.ts";

export type ShippingDeps = AdvanceOnceDeps & {
  /** How long after the delivery customers are asked what they think. */
  readonly reviewAfterMs: number;
  readonly newId: () => string;
};

export type ShipOrder = {
  readonly orderId: string;
  readonly request: ShipmentRequest;
  readonly expect: Expectation;
  readonly keyed: KeyedRequest;
};

/**
 * Once for each key. Throws `order.not_found`, `shipment.not_confirmed`, `shipment.nothing_left`,
 * `shipment.too_many_units`, `shipment.too_many`, `busy`, and what `expect` throws.
 */
export const shipOrder = (deps: ShippingDeps, { request, ...step }: ShipOrder): Promise<Order> => {
  const { reviewAfterMs } = deps;
  const parcel = { id: deps.newId(), ...request };
  return advanceOnce(deps, { ...step, transition: shipped, told: { parcel, reviewAfterMs } });
};

export type DeliverShipment = {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly expect: Expectation;
};

/** Repeating it changes nothing. Throws `order.not_found`, `shipment.not_found`, `busy`, and what `expect` throws. */
export const deliverShipment = (
  deps: ShippingDeps,
  { shipmentId, ...step }: DeliverShipment,
): Promise<Order> => {
  const { reviewAfterMs } = deps;
  return advanceOrder(deps, { ...step, transition: delivered, told: { shipmentId, reviewAfterMs } });
};
