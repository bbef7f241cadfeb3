/** What somebody means to buy. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { line } from "../language/text.ts";
import { Currency, Id, Money } from "../language/values.ts";
import { CouponReason, couponRefusals } from "./coupons.ts";

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
    /** Today's; null when it is not sold in the cart's currency. */
    unitPrice: Money.nullable(),
    /** Null when there is no price, and when it is more money than the shop can count. */
    lineTotal: Money.nullable(),
    /**
     * False: sold out, fewer left than wanted, no longer on sale, or more money than one order can be; such a
     * line is not part of the totals.
     */
    available: z.boolean(),
    /** Whether it can be bought as it is, and if not, why; `not_on_sale`: also not in the cart's currency. */
    standing: z.enum(["available", "fewer_left", "sold_out", "not_on_sale"]).optional(),
    /** How many can be bought, where that is fewer than wanted. */
    left: z.int().positive().optional(),
  })
  .meta({ id: "CartLine" });
export type CartLine = z.infer<typeof CartLine>;

const CartChange = z
  .object({
    sku: Sku,
    /** `not_on_sale`: it has left the shop, or is not sold in the cart's currency any more. */
    type: z.enum(["price_up", "price_down", "fewer_left", "sold_out", "not_on_sale", "available_again"]),
    /** Of a price: what it was, and what it is; null of everything else. */
    from: Money.nullable(),
    to: Money.nullable(),
  })
  .meta({ id: "CartChange" });
export type CartChange = z.infer<typeof CartChange>;

export const Cart = z
  .object({
    lines: z.array(CartLine),
    /** In which it is priced. */
    currency: Currency,
    /** In the form the shop keeps it. */
    coupon: z.string().nullable(),
    /** Why the coupon takes nothing off just now; null: it does, or there is none. */
    couponReason: CouponReason.nullable(),
    /** What the `subtotal` would have to be; only while the reason is `minimum`. */
    couponMinimum: Money.optional(),
    subtotal: Money,
    discount: Money,
    total: Money,
    /**
     * What is different from what its owner last saw: what the cart was when they last changed it, in the answer to that
     * change. Told in every answer until they change it again, and in the answer to that.
     */
    changes: z.array(CartChange),
    version: z.int().nonnegative(),
  })
  .meta({ id: "Cart" });
export type Cart = z.infer<typeof Cart>;

const change = { ifMatch: "honoured", etag: true } as const;

/** What is in it is shown at today's prices, which the catalog knows. */
const unavailable = ["catalog.unavailable"] as const;
const Code = line(64);

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

  setCartCurrency: defineEndpoint({
    method: "put",
    path: "/cart/currency",
    summary: "Price my cart in another currency of the shop",
    access: "guest",
    body: z.strictObject({ currency: Currency }),
    ...change,
    refuses: { unavailable },
    status: 200,
    reply: Cart,
  }),
  setCartCoupon: defineEndpoint({
    method: "put",
    path: "/cart/coupon",
    summary: "Use a coupon; its code is trimmed, and good in any case",
    description:
      "It stays in the cart while it does not apply, with a `discount` of 0 and the `couponReason`.",
    access: "guest",
    body: z.strictObject({ code: Code }),
    ...change,
    refuses: { conflict: couponRefusals, unavailable },
    status: 200,
    reply: Cart,
  }),
  removeCartCoupon: defineEndpoint({
    method: "delete",
    path: "/cart/coupon",
    summary: "Use no coupon",
    access: "guest",
    ...change,
    refuses: { unavailable },
    status: 200,
    reply: Cart,
  }),
};
