/** A whole shop with what the demo shop sells. */
import { join } from "node:path";
import { loadDemoShop } from "@shop/local/demo-shop";
import { openShop, type TestShop } from "../test-shop.ts";

export async function openDemoShop(say: (line: string) => void): Promise<TestShop> {
  await using open = new AsyncDisposableStack();
  const shop = open.use(await openShop());
  const { gatewayUrl } = shop;
  const logFile = join(import.meta.dirname, "../../.data/demo-of-tests.log");
  // oxlint-disable-next-line node/no-process-env -- tests hand the environment on
  await loadDemoShop({ env: process.env, gatewayUrl, mongoFolder: undefined, logFile, say });
  open.move();
  return shop;
}
