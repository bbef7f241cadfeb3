/** What somebody means to buy. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { Id, Money } from "../language/values.ts";

/** Of one SKU, in a cart and in an order. */
export const maxQuantity = 99;
/** In a cart and in an order. */
export const maxLines = 100;

const Quantity = z.int().min(1).max(maxQuantity);
export const LineRequest = z.strictObject({ sku: Sku, quantity: Quantity }).meta({ id: "LineRequest" });

const CartLine = z
  .object({
    sku: Sku,
    productId: Id,
    name: z.string(),
    image: z.string().nullable(),
    quantity: Quantity,
    unitPrice: Money,
    /** Null when it is more money than the shop can count. */
    lineTotal: Money.nullable(),
    /**
     * False: sold out, fewer left than wanted, no longer on sale, or more money than one order can be; such a
     * line is not part of the totals.
     */
    available: z.boolean(),
  })
  .meta({ id: "CartLine" });

export const Cart = z
  .object({
    lines: z.array(CartLine),
    coupon: z.string().nullable(),
    subtotal: Money,
    discount: Money,
    total: Money,
    version: z.int().nonnegative(),
  })
  .meta({ id: "Cart" });
export type Cart = z.infer<typeof Cart>;

const change = { ifMatch: "honoured", etag: true } as const;

/** What is in it is shown at today's prices, which the catalog knows. */
const unavailable = ["catalog.unavailable"] as const;
const lineParams = z.object({ sku: Sku });

export const cartsApi = {
  getCart: defineEndpoint({
    method: "get",
    path: "/cart",
    summary: "My cart at today's prices",
    access: "guest",
    etag: true,
    refuses: { unavailable },
    status: 200,
    reply: Cart,
  }),
  addCartLine: defineEndpoint({
    method: "post",
    path: "/cart/lines",
    summary: "Put something into my cart",
    access: "guest",
    body: LineRequest,
    ...change,
    refuses: {
      not_found: ["cart.unknown_sku"],
      conflict: ["cart.too_many", "cart.too_many_lines", "cart.too_large"],
      unavailable,
    },
    status: 200,
    reply: Cart,
  }),
  setCartLine: defineEndpoint({
    method: "put",
    path: "/cart/lines/:sku",
    summary: "Set how many; 0 removes the line",
    access: "guest",
    params: lineParams,
    body: z.strictObject({ quantity: z.int().min(0).max(maxQuantity) }),
    ...change,
    refuses: {
      not_found: ["cart.unknown_sku", "cart.line_not_found"],
      conflict: ["cart.too_many", "cart.too_many_lines", "cart.too_large"],
      unavailable,
    },
    status: 200,
    reply: Cart,
  }),
  removeCartLine: defineEndpoint({
    method: "delete",
    path: "/cart/lines/:sku",
    summary: "Take a line out of my cart",
    access: "guest",
    params: lineParams,
    ...change,
    refuses: { not_found: ["cart.line_not_found"], unavailable },
    status: 200,
    reply: Cart,
  }),
  emptyCart: defineEndpoint({
    method: "delete",
    path: "/cart",
    summary: "Empty my cart",
    access: "guest",
    ...change,
    refuses: { unavailable },
    status: 200,
    reply: Cart,
  }),
};
