/**
 * The shop that tests of this folder share. Who changes how it runs (other settings, a process or a server that goes
 * away, another key), or compares all that it holds, opens a shop of its own.
 */
import type { ServiceName } from "@shop/contracts/shop";
import type { Shop } from "@shop/local/shop";
import { inject } from "vitest";
import { createPeople, type ShopAddresses } from "../people.ts";
import { hearLogs, type TestShop } from "../test-shop.ts";

declare module "vitest" {
  // eslint-disable-next-line typescript/consistent-type-definitions
  interface ProvidedContext {
    wholeShop: ShopAddresses &
      Pick<Shop, "urls" | "amqpUrl"> &
      Pick<TestShop, "logFolder"> & { readonly databases: Readonly<Record<ServiceName, string>> };
  }
}

const wholeShop = inject("wholeShop");
hearLogs(wholeShop.logFolder);

export const shop = { ...wholeShop, ...createPeople(wholeShop) };
