/** HTML for people: an endpoint that answers a page as text. Query names that its contract does not know are ignored. */
import { z } from "zod";
import { defineEndpoint, type Endpoint } from "./endpoint.ts";

type Given = Pick<
  Endpoint,
  "path" | "summary" | "access" | "params" | "query" | "cache" | "cacheControl" | "cost"
>;

export const defineWebPage = <const E extends Given>(page: E) =>
  defineEndpoint({
    ...page,
    method: "get",
    status: 200,
    ignoresUnknownQuery: true,
    reply: z.string(),
    replyType: "text/html",
  } as const);
