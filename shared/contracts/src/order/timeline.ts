/** What happened to an order: read page by page, or followed while it happens. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id, Timestamp } from "../language/values.ts";
import { linkQuery, orderReaders } from "./lookups.ts";

/** All that is told of an order, `noun.past_tense`. Whatever joins the order's story joins this list; nothing leaves it. */
export const timelineTypes = [
  "order.placed",
  "order.confirmed",
  "order.shipped",
  "order.delivered",
  "order.cancelled",
  "order.claimed",
  "stock.reserved",
  "stock.rejected",
  "stock.committed",
  "stock.released",
  "stock.returned",
  "payment.authorised",
  "payment.declined",
  "payment.failed",
  "payment.unknown",
  "payment.action_required",
  "payment.held_for_review",
  "payment.captured",
  "payment.voided",
  "payment.refunded",
  "payment.disputed",
  "shipment.sent",
  "shipment.delivered",
  "refund.requested",
  "refund.failed",
  "mail.sent",
] as const;
export type TimelineType = (typeof timelineTypes)[number];

export const TimelineEntry = z
  .object({
    /** Its number in the order's story, from 1. */
    id: z.string(),
    at: Timestamp,
    /** Also of a version that knew other types: whoever reads takes one that it does not know as it is. */
    type: z.string().meta({
      description: `One of ${timelineTypes.join(", ")}; more may come.`,
      examples: ["order.placed"],
    }),
    actor: z.string(),
    /** The request or the message that brought it; absent where it came by the clock. */
    cause: z.string().optional(),
    detail: z.string().nullable(),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

const orderParams = z.object({ id: Id });
const refuses = { not_found: ["order.not_found"] } as const;

export const timelineApi = {
  getTimeline: defineEndpoint({
    method: "get",
    path: "/orders/:id/timeline",
    summary: "What happened to an order, in order",
    access: orderReaders,
    params: orderParams,
    query: z.strictObject({ ...pageQuery, ...linkQuery }),
    refuses,
    status: 200,
    reply: pageOf(TimelineEntry),
  }),
  streamOrder: defineEndpoint({
    method: "get",
    path: "/orders/:id/stream",
    summary: "What happens to an order, while it happens",
    description:
      "The timeline from its beginning, or after the entry that `Last-Event-ID` names, and then each new entry: `id` is its number, `event` its type, `data` the entry. A number that the order has not got is answered from the beginning. A comment comes every ten seconds. The stream ends when nothing can change the order any more: cancelled with its money back, or delivered thirty days ago; and with the access token or the session that it was asked with: ask again with a newer one, and `Last-Event-ID`.",
    access: orderReaders,
    params: orderParams,
    query: z.strictObject(linkQuery),
    refuses,
    status: 200,
    replyMode: "stream",
    replyType: "text/event-stream",
    reply: TimelineEntry,
  }),
};
