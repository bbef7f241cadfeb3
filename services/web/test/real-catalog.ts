/** The catalog as it runs in the shop, a process of its own with nothing in it; pages are made of what it says. */
import { randomUUID } from "node:crypto";
import { catalogApi } from "@shop/contracts/catalog/api";
import type { Role } from "@shop/contracts/language/access";
import { testAmqpUrl, testDatabaseUrl } from "@shop/testing/backing";
import { createClient, startServer } from "@shop/testing/http";
import { startServiceProcess } from "@shop/testing/service-process";
import { createTestTokens } from "@shop/testing/tokens";

export async function startCatalog() {
  await using open = new AsyncDisposableStack();
  const tokens = createTestTokens();
  const keys = open.use(await startServer((_request, response) => response.end(JSON.stringify(tokens.jwks))));
  const catalog = open.use(
    await startServiceProcess("catalog", {
      MONGO_URL: testDatabaseUrl("catalog"),
      AMQP_URL: await testAmqpUrl("catalog"),
      USER_URL: keys.url,
    }),
  );
  const { url, startAgain } = catalog;
  const as = async (role: Role) =>
    createClient(url, catalogApi, { token: await tokens.tokenFor({ id: randomUUID(), role }) });
  const opened = open.move();
  return {
    url,
    staff: await as("staff"),
    as,
    tokens,
    /** Kills the process. */
    stop: () => catalog.kill("SIGKILL"),
    startAgain,
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
export type RealCatalog = Awaited<ReturnType<typeof startCatalog>>;
