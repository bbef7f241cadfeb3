/** Everything of a shop in the order in which somebody misses it. */
import { join } from "node:path";
import type { Backing } from "./backing.ts";
import { whereLogIs } from "./describe-end.ts";
import type { ProcessName } from "./processes.ts";
import { waitForData, waitForSignIn } from "./usable.ts";
import type { ShopProcess } from "./shop-process.ts";

/** How long a process may take to be ready before that is worth a line. */
const patienceMs = 15_000;

export const logFileOf = (dataDir: string, name: ProcessName): string => join(dataDir, "logs", `${name}.log`);

/** What a first visitor needs comes first; the broker takes both cores for seconds and comes last. */
export async function startAll({
  backing,
  processes,
  withBroker,
  fail,
  say,
  dataDir,
}: {
  backing: Backing;
  processes: Readonly<Record<ProcessName, ShopProcess>>;
  withBroker: boolean;
  fail: (reason: string) => void;
  say: (line: string) => void;
  dataDir: string;
}): Promise<void> {
  const bring = async (name: ProcessName) => {
    const hint = `Still waiting for ${name}. ${whereLogIs({ logFile: logFileOf(dataDir, name) })}`;
    const waiting = setTimeout(() => say(hint), patienceMs);
    try {
      await processes[name].start();
      await processes[name].waitReady();
    } finally {
      clearTimeout(waiting);
    }
  };
  const redis = backing.startRedis();
  redis.catch(() => undefined);
  if (withBroker) backing.prepareBroker();
  const first = await backing.startMongo(["catalog"]);
  await Promise.all([first.up, redis.then(() => bring("gateway")), bring("catalog"), bring("web")]);
  await waitForData(`${processes.catalog.url}/products?limit=1`);
  const others = await backing.startMongo(["user", "order"]);
  const rest = Promise.all([others.up, bring("user"), bring("order"), bring("sandbox")]);
  if (withBroker) backing.startBroker().catch((error: Error) => fail(error.message));
  await rest;
  const forTheSignedIn = [
    `${processes.gateway.url}/cart`,
    `${processes.order.url}/cart`,
    `${processes.catalog.url}/stock/any`,
  ];
  // An order does not wait for its mail.
  await Promise.all([bring("mail"), ...forTheSignedIn.map((url) => waitForSignIn(url))]);
}
