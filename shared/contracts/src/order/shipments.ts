/** How an order is sent, and where it is. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { Id, Timestamp } from "../language/values.ts";

export const Shipment = z
  .object({
    id: Id,
    carrier: z.string(),
    trackingNumber: z.string(),
    lines: z.array(z.object({ sku: Sku, quantity: z.int().positive() })),
    shippedAt: Timestamp,
    deliveredAt: Timestamp.nullable(),
  })
  .meta({ id: "Shipment" });
export type Shipment = z.infer<typeof Shipment>;
