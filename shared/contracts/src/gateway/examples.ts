import type { ExamplesOf } from "../language/example.ts";
import type { gatewayApi } from "./own.ts";

export const gatewayExamples: ExamplesOf<typeof gatewayApi> = {
  getGateway: {
    reply: {
      process: 4711,
      uptimeS: 86_400,
      routes: [
        { route: "get /products/:id", requests: 120_000, failed: 0, p50Ms: 0.2, p99Ms: 4.1, hitRatio: 0.97 },
        { route: "post /orders", requests: 900, failed: 1, p50Ms: 92, p99Ms: 410, hitRatio: null },
      ],
      upstreams: [
        {
          service: "catalog",
          instances: [{ url: "http://catalog:8081", running: 3, outMs: 0 }],
          breakers: { reads: "closed", writes: "closed", streams: "closed" },
          limit: 64,
          running: 3,
          queued: 0,
          shed: { checkout: 0, "signed-in": 0, anonymous: 12 },
          repeated: 1,
        },
      ],
      limits: {
        senders: 310,
        isShared: true,
        policies: [{ name: "address", quota: 600, windowS: 60, refusals: 17 }],
        fullest: [{ policy: "address", sender: "203.0.113.9", used: 600, quota: 600, endsInS: 12 }],
      },
      cache: { entries: 8_400, bytes: 31_000_000, maxBytes: 67_108_864, hitRatio: 0.96 },
      connected: { bus: true, redis: true },
    },
  },
  purgeGateway: {
    body: { tags: ["product:66432", "products"] },
    reply: { purged: ["product:66432", "products"] },
  },
  getReadiness: { reply: { status: "ok", services: { catalog: "ok", user: "ok", order: "ok", web: "ok" } } },
};
