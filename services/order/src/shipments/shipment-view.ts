/** What the world sees of a shipment. */
import type { Shipment as PublicShipment } from "@shop/contracts/order/shipments";
import type { Shipment } from "./shipment.ts";

export const toPublicShipment = ({ shippedAt, deliveredAt, lines, ...rest }: Shipment): PublicShipment => ({
  ...rest,
  lines: [...lines],
  shippedAt: shippedAt.toISOString(),
  deliveredAt: deliveredAt?.toISOString() ?? null,
});
