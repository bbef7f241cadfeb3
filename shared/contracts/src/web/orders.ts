/** An order after it was placed. */
import { z } from "zod";
import { defineEndpoint, eventsType } from "../language/endpoint.ts";
import { linkName } from "../language/access.ts";
import { Id } from "../language/values.ts";
import { defineForm, definePersonalPage } from "../language/web-page.ts";

const params = z.object({ id: Id });

/** In a mail's link: shows this one order to whoever has it. */
const link = { [linkName]: z.string().max(200).optional() };

/** A button, and nothing to fill in. */
const press = z.object({});

export const orderPages = {
  orderPage: definePersonalPage({
    path: "/order/:id",
    summary: "An order: how it stands, its story while it happens, and what can be done",
    params,
    /** `placed`: it was there already, from the first time that the button was pressed. `pay`: its reader is led to where they pay. */
    query: z.object({
      ...link,
      placed: z.literal("before").optional().catch(undefined),
      pay: z.literal("now").optional().catch(undefined),
    }),
  }),
  followOrder: defineEndpoint({
    method: "get",
    path: "/order/:id/stream",
    summary:
      "Tells a page of an order that there is something new; goes on while its reader may see the order",
    access: "all",
    token: "ignored",
    cookies: true,
    ignoresUnknownQuery: true,
    params,
    /** `after`: the last entry that the page shows. */
    query: z.object({ ...link, after: z.string().max(20).optional() }),
    refuses: { not_found: ["order.not_found"] },
    status: 200,
    replyMode: "stream",
    replyType: eventsType,
    /** What happened; the page tells the rest. */
    reply: z.object({ type: z.string() }),
  }),
  cancelPage: definePersonalPage({
    path: "/order/:id/cancel",
    summary: "Whether an order is really to be cancelled, and what comes of it",
    params,
  }),
  cancel: defineForm({
    path: "/order/:id/cancel",
    summary: "Cancel an order that has not left",
    params,
    body: press,
    priority: "checkout",
  }),
  buyAgain: defineForm({
    path: "/order/:id/again",
    summary: "Put into the bag what an order had",
    params,
    query: z.object(link),
    body: press,
  }),
  invoicePage: definePersonalPage({
    path: "/order/:id/invoice",
    summary: "The invoice of an order, to print, with its credit notes",
    params,
  }),
  findOrderPage: definePersonalPage({
    path: "/find-order",
    summary: "Ask for a link to an order by its number",
    query: z.object({ sent: z.literal("yes").optional().catch(undefined) }),
  }),
  findOrder: defineForm({
    path: "/find-order",
    summary:
      "A link goes to the address that ordered it; the answer is the same whether or not there is such an order",
    body: z.object({ number: z.string().optional(), email: z.string().optional() }),
  }),
};
