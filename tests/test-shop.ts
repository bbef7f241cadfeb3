/** A whole shop of real processes for one test file, and the people who use it through the gateway. */
import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Order, OrderRequest } from "@shop/contracts/order/orders";
import { toShortLine } from "@shop/local/log-line";
import { findFreePorts } from "@shop/local/ports";
import { startShop, type Shop, type ShopOptions } from "@shop/local/shop";
import { createPeople, type Person, type ShopPeople } from "./people.ts";
import { createReplicas, type Replicas } from "./replica.ts";

export type TestShop = Shop &
  ShopPeople & {
    readonly startReplica: Replicas["start"];
    /** Where its processes and servers write their logs. */
    readonly logFolder: string;
  };

export { api, type Charge, type Person } from "./people.ts";

/** Where the shops that are open now write their logs. */
const logFolders = new Set<string>();

/** What is written there is among the last words from now on. */
export const hearLogs = (folder: string): unknown => logFolders.add(folder);

/** What the processes of the open shops have warned of lately, and the end of what their servers said. */
export async function lastWords(lines = 15): Promise<string> {
  const files = await Promise.all(
    [...logFolders].map(async (folder) => (await readdir(folder)).map((name) => join(folder, name))),
  );
  const ends = files
    .flat()
    .filter((file) => !file.includes("mongodb"))
    .map(async (file) => {
      const said = (await readFile(file, "utf8")).split("\n").filter(Boolean).slice(-lines);
      return [`— ${file}`, ...said.map(toShortLine)].join("\n");
    });
  return (await Promise.all(ends)).join("\n");
}

export async function openShop(options: Partial<ShopOptions> = {}): Promise<TestShop> {
  const {
    ports = await findFreePorts(),
    dataDir = await mkdtemp(join(tmpdir(), "shop-")),
    ...rest
  } = options;
  // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
  const env = { ...process.env, LOG_LEVEL: "warn", RATE_LIMIT_PER_MINUTE: "1000000", ...options.env };
  const logFolder = join(dataDir, "logs");
  hearLogs(logFolder);
  const shop = await startShop({
    dataDir,
    databaseSuffix: `_${randomUUID().slice(0, 8)}`,
    ...rest,
    env,
    ports,
  });
  const replicas = createReplicas({ shop, env, dataDir, ports });
  if (rest.withBroker !== false) await shop.startBroker();
  return {
    ...shop,
    ...createPeople(shop),
    startReplica: replicas.start,
    logFolder,
    [Symbol.asyncDispose]: async () => {
      logFolders.delete(logFolder);
      await replicas[Symbol.asyncDispose]();
      await shop[Symbol.asyncDispose]();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const anOrder = (sku: string, changes: Partial<OrderRequest> = {}): OrderRequest => ({
  lines: [{ sku, quantity: 1 }],
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: { name: "Alice", line1: "Main St 1", city: "Berlin", postalCode: "10115", country: "DE" },
  shippingMethod: "standard",
  payment: { method: "card", token: "tok_ok" },
  ...changes,
});

export const paidWith = (token: string): Partial<OrderRequest> => ({ payment: { method: "card", token } });

/** Of one wish, however often it is sent. */
export const newKey = (): { readonly idempotencyKey: string } => ({ idempotencyKey: randomUUID() });

/** The order once it is settled and its money is where it belongs. */
export async function untilFinal(person: Person, orderId: string, timeoutMs = 60_000): Promise<Order> {
  const deadline = performance.now() + timeoutMs;
  let last = "no answer";
  while (performance.now() < deadline) {
    // While a process is being killed there may be no answer, or a refusal.
    const answer = await person.getOrder({ params: { id: orderId } }).catch(() => undefined);
    if (answer?.status === 200) {
      if (isFinal(answer.body)) return answer.body;
      last = JSON.stringify(answer.body);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`Not final after ${timeoutMs} ms: ${last}`);
}

const isFinal = ({ status, payment }: Order): boolean =>
  status === "confirmed" ||
  (status === "cancelled" && !["authorised", "captured", "unknown"].includes(payment.status));
