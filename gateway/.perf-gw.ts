import { createServer } from "node:http";
import { catalogApi } from "@shop/contracts/catalog";
import { defineEndpoint } from "@shop/contracts/contract";
import { createLogger } from "@shop/kit/logger";
import { connectRedis } from "@shop/kit/redis";
import { z } from "zod";
import { createGateway } from "/work/main/gateway/src/app.ts";
import { createRateLimit } from "/work/main/gateway/src/rate-limit.ts";
import { createRouteTable } from "/work/main/gateway/src/route-table.ts";
import { createUpstream } from "/work/main/gateway/src/upstreams.ts";
import { tuneServer } from "/work/main/gateway/src/server.ts";
const log = createLogger("gateway", process.env.LOG_LEVEL ?? "silent");
const redis = connectRedis(process.env.REDIS_URL ?? "redis://127.0.0.1:1", log);
const api = {
  p: defineEndpoint({
    method: "get",
    path: "/products/:id",
    summary: "",
    access: "all",
    status: 200,
    reply: z.unknown(),
  }),
};
const rl = createRateLimit({ redis, perMinute: 1e9 });
const gw = createGateway({
  routes: createRouteTable({ catalog: api }),
  authenticate: async () => undefined,
  rateLimit: process.env.NORL ? { take: async () => ({ fields: {} }) } : rl,
  owners: { catalog: createUpstream({ name: "catalog", url: "http://127.0.0.1:9801", log }) },
  trustedHops: 0,
  log,
});
const server = createServer({ connectionsCheckingInterval: 5000 }, gw);
tuneServer(server, gw);
server.listen(9800, "127.0.0.1");
process.on("SIGUSR2", () => {
  const c = process.cpuUsage();
  process.stdout.write(JSON.stringify({ cpu: c.user + c.system, rss: process.memoryUsage.rss() }) + "\n");
});
process.on("SIGINT", () => process.exit(0));
