/** One whole shop for the tests of a run that need none of their own. */
import type { TestProject } from "vitest/node";
import { openShop } from "../test-shop.ts";

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  const shop = await openShop();
  const { gatewayUrl, mailUrl, sandboxUrl, urls, amqpUrl, logFolder } = shop;
  const databases = {
    catalog: shop.mongoUrl("catalog"),
    user: shop.mongoUrl("user"),
    order: shop.mongoUrl("order"),
  };
  provide("wholeShop", { gatewayUrl, mailUrl, sandboxUrl, urls, amqpUrl, databases, logFolder });
  return async () => await shop[Symbol.asyncDispose]();
}
