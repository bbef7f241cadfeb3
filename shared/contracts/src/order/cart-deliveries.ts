/** What a cart comes to once it is known where it goes: all that an order of it would cost. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { optionalLine } from "../language/text.ts";
import { Country, Money } from "../language/values.ts";
import { TaxPart } from "./tax-rates.ts";
import { ShippingOffer } from "./shipping-methods.ts";

const CartDelivery = ShippingOffer.extend({
  /** The part of `total` that is tax. */
  tax: Money,
  taxes: z.array(TaxPart),
  /** What an order says, too: with this shipping, and `tax` where prices do not include it. */
  total: Money,
}).meta({ id: "CartDelivery" });
export type CartDelivery = z.infer<typeof CartDelivery>;

const CartDeliveries = z
  .object({
    /** Of the cart that was looked at. */
    version: z.int().nonnegative(),
    /** The cheapest first; empty where nobody ships to. */
    items: z.array(CartDelivery),
  })
  .meta({ id: "CartDeliveries" });

export const cartDeliveriesApi = {
  listCartDeliveries: defineEndpoint({
    method: "get",
    path: "/cart/deliveries",
    summary: "How my cart can be sent to a place, and what it comes to each way",
    description:
      "Of what can be bought just now. By its weight, its tax and its coupon; a coupon that is used up for the address that the order will name is told only then.",
    access: "guest",
    query: z.strictObject({
      country: Country,
      region: optionalLine(200),
      postalCode: optionalLine(20),
    }),
    refuses: { conflict: ["order.too_large"], unavailable: ["catalog.unavailable"] },
    status: 200,
    reply: CartDeliveries,
  }),
};
