/** Another process beside the one of the shop: the same database and broker, an address of its own. */
import { join } from "node:path";
import { requestOf } from "@shop/client/to-request";
import { catalogApi } from "@shop/contracts/catalog/api";
import { orderApi } from "@shop/contracts/order/api";
import type { Environment } from "@shop/servers/command";
import { findFreePort } from "@shop/servers/port";
import type { ServiceName } from "@shop/local/backing";
import type { Ports } from "@shop/local/ports";
import { planProcesses } from "@shop/local/processes";
import { root, type Shop } from "@shop/local/shop";
import { createShopProcess, type ShopProcess } from "@shop/local/shop-process";
import { waitForSignIn } from "@shop/local/usable";

export type Replicas = AsyncDisposable & {
  /** Resolves when it answers, also to the signed-in. The shop's own gateway does not know it. */
  readonly start: (name: ServiceName | "gateway" | "web", extraEnv?: Environment) => Promise<ShopProcess>;
};

/** `env`, `dataDir` and `ports` as the shop was started with. */
export function createReplicas({
  shop,
  env,
  dataDir,
  ports,
}: {
  shop: Shop;
  env: Environment;
  dataDir: string;
  ports: Ports;
}): Replicas {
  const started: ShopProcess[] = [];
  return {
    start: async (name, extraEnv = {}) => {
      const own = { [name]: await findFreePort(), [`${name}Metrics`]: await findFreePort() };
      const plans = planProcesses({
        env,
        dataDir,
        compileCache: join(root, ".data/compile-cache"),
        ports: { ...ports, ...own },
        gatewayHost: "127.0.0.1",
        backing: shop,
      });
      const replica = createShopProcess({
        ...plans[name],
        name,
        root,
        logFile: join(dataDir, "logs", `${name}-replica-${started.length + 1}.log`),
        onLine: () => undefined,
        // It is the test that lets it die.
        onCrash: () => undefined,
      });
      started.push(replica);
      await replica.start(extraEnv);
      await replica.waitReady();
      const door =
        name === "catalog"
          ? requestOf(catalogApi.getStock, { params: { sku: "any" } })
          : requestOf(orderApi.getCart);
      // Nobody has a token at `web`.
      if (name !== "web") await waitForSignIn(replica.url + door.path);
      return replica;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map((replica) => replica.kill("SIGTERM")));
    },
  };
}
