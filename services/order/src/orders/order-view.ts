/** What the world sees of an order. */
import type { Order as PublicOrder } from "@shop/contracts/order/orders";
import { toPublicRefund } from "../refunds/refund-view.ts";
import { toPublicShipment } from "../shipments/shipment-view.ts";
import { awaitsCustomer, toStatus, type Order } from "./order.ts";

export const toPublicOrder = (order: Order): PublicOrder => ({
  id: order.id,
  number: order.number,
  status: toStatus(order.state),
  reason: order.reason,
  lines: [...order.lines],
  contact: order.contact,
  shippingAddress: order.shippingAddress,
  shippingMethod: order.shippingMethod,
  coupon: order.coupon,
  subtotal: order.subtotal,
  discount: order.discount,
  shipping: order.shipping,
  tax: order.tax,
  taxes: [...order.taxes],
  total: order.total,
  payment: {
    status: order.payment.status,
    method: order.payment.method,
    captured: order.payment.captured,
    refunded: order.payment.refunded,
    ...actionOf(order),
  },
  shipments: order.shipments.map(toPublicShipment),
  refunds: order.refunds.map(toPublicRefund),
  version: order.version,
  createdAt: order.createdAt.toISOString(),
  updatedAt: order.updatedAt.toISOString(),
});

/** Once the payment or the order has moved on, there is nothing left for the customer to do. */
const actionOf = (order: Order): { actionUrl?: string } => {
  const { actionUrl } = order.payment;
  return actionUrl !== undefined && awaitsCustomer(order) ? { actionUrl } : {};
};
