/** Parcels, as staff tells of them. An order moves on by what is left to ship, and never back. */
import type { Fact } from "@shop/contracts/language/event";
import { orderEvents } from "@shop/contracts/order/events";
import type { RefundedLine } from "../../refunds/refund.ts";
import { shipmentErrors } from "../../shipments/errors.ts";
import { drawShipment, isAllShipped, shippedOf, type Shipment } from "../../shipments/shipment.ts";
import type { Order, OrderState, Task, TimelineRow } from "../order.ts";
import { entry, mail, next, type At, type Outcome } from "./next.ts";

/** A document has an end. */
const mostShipments = 500;

/** How long after the delivery customers are asked what they think. */
export type ReviewLater = { readonly reviewAfterMs: number };

export type ParcelSent = Pick<Shipment, "id" | "carrier" | "trackingNumber"> & {
  /** Absent: all that is left. */
  readonly lines?: Shipment["lines"] | undefined;
};

/** Throws every refusal of a shipment but `shipment.not_found`. */
export function shipped(
  order: Order,
  { parcel, reviewAfterMs, now }: { readonly parcel: ParcelSent } & ReviewLater & At,
): Outcome {
  if (!isSold(order)) throw shipmentErrors.notConfirmed();
  if (order.shipments.length >= mostShipments) throw shipmentErrors.tooMany(mostShipments);
  const lines = drawShipment(order, parcel.lines);
  const shipment = { ...parcel, lines, shippedAt: now, deliveredAt: null };
  const shipments = [...order.shipments, shipment];
  const course = followCourse({ ...order, shipments }, { reviewAfterMs, now });
  const { id: orderId, customerId } = order;
  const told = { orderId, customerId, shipmentId: parcel.id, lines: withProducts(order, lines) };
  return next(order, { shipments, state: course.state }, now, {
    events: [orderEvents.orderShipped.of(told), ...course.events],
    timeline: [
      entry("shipment.sent", "staff", `${parcel.carrier} ${parcel.trackingNumber}`),
      ...course.timeline,
    ],
    owes: [mail("shipped", now, parcel.id), ...course.owes],
  });
}

/** Throws `shipment.not_found`. Repeating it changes nothing. */
export function delivered(
  order: Order,
  { shipmentId, reviewAfterMs, now }: { readonly shipmentId: string } & ReviewLater & At,
): Outcome {
  const shipment = order.shipments.find(({ id }) => id === shipmentId);
  if (!shipment) throw shipmentErrors.notFound(shipmentId);
  if (shipment.deliveredAt) return undefined;
  const received = { ...shipment, deliveredAt: now };
  const shipments = order.shipments.map((each) => (each === shipment ? received : each));
  const { state, events, timeline, owes } = followCourse({ ...order, shipments }, { reviewAfterMs, now });
  const { carrier, trackingNumber } = shipment;
  return next(order, { shipments, state }, now, {
    events,
    timeline: [entry("shipment.delivered", "staff", `${carrier} ${trackingNumber}`), ...timeline],
    owes,
  });
}

/** Its money was taken and is kept for goods: it has not been cancelled. */
export const isSold = ({ state }: Order): boolean =>
  state === "confirmed" || state === "shipped" || state === "delivered";

type Course = {
  readonly state: OrderState;
  readonly events: readonly Fact[];
  readonly timeline: readonly TimelineRow[];
  readonly owes: readonly Task[];
};

/** How far an order is once a parcel has left or arrived, or something is not to be shipped any more. */
export function followCourse(order: Order, { reviewAfterMs, now }: ReviewLater & At): Course {
  const { state } = order;
  const stays = { state, events: [], timeline: [], owes: [] };
  if (!isSold(order) || order.shipments.length === 0 || !isAllShipped(order)) return stays;
  const sent = state === "confirmed" ? [entry("order.shipped", "system")] : [];
  const isReceived = order.shipments.every(({ deliveredAt }) => deliveredAt !== null);
  if (state === "delivered" || !isReceived)
    return { ...stays, state: state === "delivered" ? state : "shipped", timeline: sent };
  const { id: orderId, customerId } = order;
  const lines = withProducts(order, shippedOf(order));
  return {
    state: "delivered",
    events: [orderEvents.orderDelivered.of({ orderId, customerId, lines })],
    timeline: [...sent, entry("order.delivered", "system")],
    owes: [mail("review_invitation", new Date(now.getTime() + reviewAfterMs))],
  };
}

/** What an order has brought to its customer, once all of it is there. */
export const receivedOf = (order: Order) =>
  order.state === "delivered" ? withProducts(order, shippedOf(order)) : [];

type Units = Pick<RefundedLine, "sku" | "quantity">;

const withProducts = ({ lines }: Order, units: readonly Units[]) =>
  units.flatMap(({ sku, quantity }) => {
    const line = lines.find((each) => each.sku === sku);
    return line ? [{ sku, productId: line.productId, quantity }] : [];
  });
