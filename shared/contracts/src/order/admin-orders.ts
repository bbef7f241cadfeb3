/** All orders, as staff look for them. */
import { z } from "zod";
import { Sku } from "../catalog/variants.ts";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageQuery, pageShape } from "../language/page.ts";
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
    reply: z.object(pageShape(Order)).meta({ id: "OrderSearchPage" }),
  }),
};
