/** Sending an order to its customer, in one parcel or several. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { orAbsent } from "../language/optional.ts";
import { line } from "../language/text.ts";
import { Id } from "../language/values.ts";
import { LineRequest, maxLines } from "./carts.ts";
import { Order, orderSubject } from "./orders.ts";

export const ShipmentRequest = z
  .strictObject({
    carrier: line(100),
    trackingNumber: line(100),
    /** Absent: all that is left to ship. */
    lines: orAbsent(z.array(LineRequest).min(1).max(maxLines)),
  })
  .meta({ id: "ShipmentRequest" });
export type ShipmentRequest = z.infer<typeof ShipmentRequest>;

export const shippingApi = {
  shipOrder: defineEndpoint({
    method: "post",
    path: "/orders/:id/shipments",
    summary: "Say that a parcel has left; without `lines` with all that is left",
    description:
      "Answers the order. What was refunded is not shipped. The order is `shipped` when nothing is left to ship.",
    access: { role: "staff", scope: "orders:write" },
    params: z.object({ id: Id }),
    act: { action: "orders.ship", on: orderSubject, replies: true },
    body: ShipmentRequest,
    idempotent: true,
    ifMatch: "honoured",
    etag: true,
    refuses: {
      not_found: ["order.not_found"],
      conflict: [
        "shipment.not_confirmed",
        "shipment.nothing_left",
        "shipment.too_many_units",
        "shipment.too_many",
      ],
    },
    status: 201,
    reply: Order,
  }),
  deliverShipment: defineEndpoint({
    method: "post",
    path: "/orders/:id/shipments/:shipmentId/delivered",
    summary: "Say that a parcel was received; again changes nothing",
    description:
      "Answers the order, which is `delivered` when nothing is left to ship and every parcel was received.",
    access: { role: "staff", scope: "orders:write" },
    params: z.object({ id: Id, shipmentId: Id }),
    act: { action: "orders.deliver", on: orderSubject, replies: true },
    ifMatch: "honoured",
    etag: true,
    refuses: { not_found: ["order.not_found", "shipment.not_found"] },
    status: 200,
    reply: Order,
  }),
};
