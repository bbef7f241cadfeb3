/** All orders, as staff look for them. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageQuery } from "../language/page.ts";
import { Email } from "../language/text.ts";
import { Moment } from "../language/values.ts";
import { Order, OrderStatus } from "./orders.ts";

const OrderSearch = z.strictObject({
  status: OrderStatus.optional(),
  /** Of the contact, in any case. */
  email: Email.optional(),
  /** Placed at this time or later; a day begins at midnight UTC. */
  from: Moment.optional(),
  /** Placed at this time or earlier, on this day too. */
  to: Moment.optional(),
  /** It has a line of it. */
  sku: Sku.optional(),
  count: z.enum(["true"]).optional().meta({ description: "Answers `total` too." }),
  ...pageQuery,
});

export const adminOrdersApi = {
  listAllOrders: defineEndpoint({
    method: "get",
    path: "/admin/orders",
    summary: "All orders, newest first",
    access: { role: "staff", scope: "orders:read" },
    query: OrderSearch,
    status: 200,
    reply: z
      .object({
        items: z.array(Order),
        next: z.string().nullable(),
        /** With `count=true`; not exact: there are at least so many. */
        total: z.object({ value: z.int().nonnegative(), exact: z.boolean() }).optional(),
      })
      .meta({ id: "OrderSearchPage" }),
  }),
};
