/** What the gateway answers itself. */
import { z } from "zod";
import { defineEndpoint } from "../language/endpoint.ts";
import { operationApi } from "./operation.ts";

const open = { method: "get", access: "all", status: 200 } as const;
const Availability = z.enum(["ok", "unavailable"]);

export const Welcome = z
  .object({ name: z.string(), version: z.string(), links: z.record(z.string(), z.string()) })
  .meta({ id: "Welcome" });

export const Readiness = z
  .object({
    status: z.enum(["ok", "degraded"]),
    services: z.object({
      catalog: Availability,
      user: Availability,
      order: Availability,
      web: Availability,
    }),
  })
  .meta({ id: "Readiness" });

export const gatewayApi = {
  ...operationApi,
  welcome: defineEndpoint({ ...open, path: "/", summary: "Where things are", reply: Welcome }),
  getLiveness: defineEndpoint({
    ...open,
    path: "/health/live",
    summary: "Whether this process runs",
    reply: z.object({ status: z.literal("ok") }),
    cost: 0,
  }),
  getReadiness: defineEndpoint({
    ...open,
    path: "/health/ready",
    summary: "Whether requests may be sent here, and which of the services behind it answer",
    reply: Readiness,
    cost: 0,
  }),
  getOpenApi: defineEndpoint({
    ...open,
    path: "/openapi.json",
    summary: "This API, as OpenAPI 3.1",
    reply: z.looseObject({ openapi: z.string() }),
  }),
  getAsyncApi: defineEndpoint({
    ...open,
    path: "/asyncapi.json",
    summary: "The events behind it, as AsyncAPI 3.0",
    reply: z.looseObject({ asyncapi: z.string() }),
  }),
  getDocs: defineEndpoint({
    ...open,
    path: "/docs",
    summary: "A page to read this and try it",
    reply: z.string(),
    replyType: "text/html",
  }),
};
