/** A process as every service is one, for `running-service.ts`: how it starts is its first argument. */
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { defineEndpoint } from "@shop/contracts/language/endpoint";
import { z } from "zod";
import { createTokenVerifier } from "../src/auth/tokens.ts";
import { createLocalKeys } from "../src/auth/keys.ts";
import { createServiceApp } from "../src/http/server/app.ts";
import { createLogger } from "../src/process/logger.ts";
import { defineGauge } from "../src/process/metrics.ts";
import { run } from "../src/service/run.ts";

const [startsLike = "well", port = "0"] = process.argv.slice(2);
const log = createLogger("things", "info");
/** More than the system holds for a reader. */
const large = Buffer.alloc(20 * 1024 * 1024, "x");

const api = {
  slow: defineEndpoint({
    method: "get",
    path: "/slow",
    summary: "",
    access: "all",
    status: 200,
    query: z.object({ ms: z.coerce.number().default(0) }),
    reply: z.object({ ok: z.boolean() }),
  }),
  events: defineEndpoint({
    method: "get",
    path: "/events",
    summary: "",
    access: "all",
    status: 200,
    replyMode: "stream",
    replyType: "text/event-stream",
    reply: z.object({ n: z.int() }),
  }),
  crash: defineEndpoint({
    method: "post",
    path: "/crash",
    summary: "",
    access: "all",
    status: 200,
    reply: z.object({}),
  }),
};

await run({
  name: "things",
  log,
  config: { host: "127.0.0.1", port: Number(port), metricsHost: "127.0.0.1", metricsPort: 0 },
  start: async () => {
    if (startsLike === "never") await new Promise(() => undefined);
    if (startsLike === "badly") throw new Error("The database said no");
    defineGauge("things_count", "How many things there are", () => 42);
    const app = createServiceApp({
      api,
      handlers: {
        slow: async ({ query }) => {
          await pause(query.ms);
          return { ok: true };
        },
        events: async ({ ended }) =>
          (async function* () {
            yield { data: { n: 1 } };
            await once(ended, "abort");
          })(),
        crash: async () => {
          setTimeout(() => {
            throw new Error("Nobody catches this");
          });
          await pause(300);
          return {};
        },
      },
      verify: createTokenVerifier({
        keys: createLocalKeys(() => ({ keys: [] })),
        serviceSecret: "s".repeat(32),
        audience: "things",
      }),
      log,
      health: { isReady: () => true },
    });
    return {
      http: (request, response) => {
        if (request.url === "/large") return void response.writeHead(200).end(large);
        if (request.url !== "/streamed") return app(request, response);
        response.writeHead(200, { "content-length": 2 }).write("a");
        setTimeout(() => response.end("b"), 600);
      },
      [Symbol.asyncDispose]: async () => log.info("Closed what start had opened"),
    };
  },
});
