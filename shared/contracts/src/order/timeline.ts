/** What happened to an order. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { pageOf, pageQuery } from "../language/page.ts";
import { Id, Timestamp } from "../language/values.ts";
import { linkQuery, orderReaders } from "./lookups.ts";

export const TimelineEntry = z
  .object({
    id: z.string(),
    at: Timestamp,
    type: z.string(),
    actor: z.string(),
    detail: z.string().nullable(),
  })
  .meta({ id: "TimelineEntry" });
export type TimelineEntry = z.infer<typeof TimelineEntry>;

const orderParams = z.object({ id: Id });

export const timelineApi = {
  getTimeline: defineEndpoint({
    method: "get",
    path: "/orders/:id/timeline",
    summary: "What happened to an order, in order",
    access: orderReaders,
    params: orderParams,
    query: z.strictObject({ ...pageQuery, ...linkQuery }),
    refuses: { not_found: ["order.not_found"] },
    status: 200,
    reply: pageOf(TimelineEntry),
  }),
};
