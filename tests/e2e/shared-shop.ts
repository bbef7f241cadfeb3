/**
 * The shop that tests of this folder share. Who changes how it runs (other settings, a process or a server that goes
 * away, another key), or compares all that it holds, opens a shop of its own.
 */
import type { Client } from "@shop/client/client";
import type { ServiceName } from "@shop/contracts/shop";
import type { Shop } from "@shop/local/shop";
import { createHeldClient } from "@shop/testing/held-client";
import { inject } from "vitest";
import { api, createPeople, type Person, type ShopAddresses } from "../people.ts";
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

/** Of many at once some are told to come again when the machine is busy, and do, with their key. */
export const patient = ({ token }: Pick<Person, "token">): Client<typeof api> =>
  createHeldClient(wholeShop.gatewayUrl, api, { token, repeatForMs: 30_000 });
