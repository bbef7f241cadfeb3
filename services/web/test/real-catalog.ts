/** The catalog as it runs in the shop, a process of its own with nothing in it; pages are made of what it says. */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { catalogApi } from "@shop/contracts/catalog/api";
import type { Role } from "@shop/contracts/language/access";
import { testAmqpUrl, testDatabaseUrl } from "@shop/testing/backing";
import { createClient, startServer } from "@shop/testing/http";
import { createTestTokens } from "@shop/testing/tokens";
import { until } from "@shop/testing/until";

const main = fileURLToPath(new URL("../../catalog/src/main.ts", import.meta.url));

export async function startCatalog() {
  await using open = new AsyncDisposableStack();
  const tokens = createTestTokens();
  const keys = open.use(await startServer((_request, response) => response.end(JSON.stringify(tokens.jwks))));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PORT: String(port),
    METRICS_PORT: String(await freePort()),
    LOG_LEVEL: "warn",
    MONGO_URL: testDatabaseUrl("catalog"),
    AMQP_URL: await testAmqpUrl("catalog"),
    USER_URL: keys.url,
  };
  const begin = async () => {
    const catalog = spawn(process.execPath, [main], { env, stdio: ["ignore", "inherit", "inherit"] });
    const ended = once(catalog, "exit");
    const isReady = () =>
      fetch(`${url}/health/ready`).then(
        ({ ok }) => ok,
        () => false,
      );
    await until(isReady, "the catalog is ready");
    return async () => {
      catalog.kill("SIGKILL");
      await ended;
    };
  };
  let end = await begin();
  open.defer(() => end());
  const as = async (role: Role) =>
    createClient(url, catalogApi, { token: await tokens.tokenFor({ id: randomUUID(), role }) });
  const opened = open.move();
  return {
    url,
    staff: await as("staff"),
    as,
    tokens,
    /** Kills the process. */
    stop: () => end(),
    startAgain: async () => {
      end = await begin();
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RealCatalog = Awaited<ReturnType<typeof startCatalog>>;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
