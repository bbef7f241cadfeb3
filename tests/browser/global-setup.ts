/** One whole shop for all browser tests of a run, and the Chromium that they use. */
import { packages } from "@shop/local/shop";
import type { TestProject } from "vitest/node";
import { openDemoShop } from "./demo-shop.ts";
import { findChromium } from "./find-chromium.ts";

const { env } = process;
const say = (line: string) => process.stdout.write(`  ${line}\n`);

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await using open = new AsyncDisposableStack();
  const chromium = await findChromium({ env, packages, say });
  say(`Chromium ${chromium.version} (${chromium.file})`);
  const shop = open.use(await openDemoShop(say));
  const { gatewayUrl, mailUrl, sandboxUrl } = shop;
  provide("shop", { gatewayUrl, mailUrl, sandboxUrl });
  provide("chromium", chromium);
  const opened = open.move();
  return () => opened.disposeAsync();
}
