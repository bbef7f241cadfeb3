/** How the gateway is doing, for who runs the shop. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";

const count = z.int().nonnegative();

export const RouteNumbers = z
  .object({
    /** For example `get /products/:id`; what is for people is marked, as `get / (page)`. */
    route: z.string(),
    requests: count,
    /** Answers of 500 and above. */
    failed: count,
    p50Ms: z.number().nonnegative(),
    p99Ms: z.number().nonnegative(),
    /** The share that was answered without asking a service, from 0 to 1; null where nothing is kept. */
    hitRatio: z.number().min(0).max(1).nullable(),
  })
  .meta({ id: "RouteNumbers" });

const BreakerState = z.enum(["closed", "open", "half-open"]);

export const UpstreamNumbers = z
  .object({
    service: z.string(),
    instances: z.array(z.object({ url: z.string(), running: count, outMs: count })),
    breakers: z.object({ reads: BreakerState, writes: BreakerState, streams: BreakerState }),
    /** How many requests it is given at once just now, how many it has, and how many wait for a place. */
    limit: count,
    running: count,
    queued: count,
    /** Turned away since the process began, by priority. */
    shed: z.object({ checkout: count, "signed-in": count, anonymous: count }),
    /** Sent once more since the process began. */
    repeated: count,
  })
  .meta({ id: "UpstreamNumbers" });

export const GatewayState = z
  .object({
    /** Of this process; another one behind the same address has numbers of its own. */
    process: z.int().positive(),
    uptimeS: count,
    /** The last five to ten minutes. */
    routes: z.array(RouteNumbers),
    upstreams: z.array(UpstreamNumbers),
    limits: z.object({
      /** How many addresses, callers and API keys are counted. */
      senders: count,
      /** False while Redis is away: this process counts alone. */
      isShared: z.boolean(),
      policies: z.array(z.object({ name: z.string(), quota: count, windowS: count, refusals: count })),
      /** Who is nearest to a limit: ten at most. */
      fullest: z.array(
        z.object({ policy: z.string(), sender: z.string(), used: count, quota: count, endsInS: count }),
      ),
    }),
    /** Null: nothing is kept. */
    cache: z
      .object({ entries: count, bytes: count, maxBytes: count, hitRatio: z.number().min(0).max(1) })
      .nullable(),
    connected: z.object({ bus: z.boolean(), redis: z.boolean() }),
  })
  .meta({ id: "GatewayState" });
export type GatewayState = z.infer<typeof GatewayState>;

const Tag = z.string().regex(/^[\x21-\x7e]{1,200}$/, "must be a tag, without blanks");

export const Purge = z
  .union([z.strictObject({ tags: z.array(Tag).min(1).max(200) }), z.strictObject({ all: z.literal(true) })])
  .meta({ id: "Purge" });

export type Purge = z.infer<typeof Purge>;

export const operationApi = {
  getGateway: defineEndpoint({
    method: "get",
    path: "/admin/gateway",
    summary: "How the gateway is doing: routes, services behind it, what is kept",
    access: "admin",
    status: 200,
    reply: GatewayState,
  }),
  purgeGateway: defineEndpoint({
    method: "post",
    path: "/admin/gateway/purges",
    summary: "End what is kept: with one of these tags, or all",
    description:
      "Tags are `product:<id>`, `category:<id>`, `products`, `categories`. Every gateway hears of it within a second.",
    access: "admin",
    act: "unrecorded",
    body: Purge,
    status: 202,
    reply: z.object({ purged: z.union([z.array(z.string()), z.literal("all")]) }),
  }),
};
