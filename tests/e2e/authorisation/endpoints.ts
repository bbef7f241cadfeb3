/** Every endpoint of the shop, public or not, with where it is answered. */
import { gatewayApi } from "@shop/contracts/gateway/own";
import type { Endpoint } from "@shop/contracts/language/endpoint";
import { serviceNames, shop, type ServiceName } from "@shop/contracts/shop";

export type Described = {
  readonly name: string;
  readonly owner: ServiceName | "gateway";
  /** Asked by other services, never routed by the gateway. */
  readonly isInternal: boolean;
  readonly endpoint: Endpoint;
};

const describe = (owner: Described["owner"], isInternal: boolean, api: Readonly<Record<string, Endpoint>>) =>
  Object.entries(api).map(([name, endpoint]): Described => ({ name, owner, isInternal, endpoint }));

export const endpoints: readonly Described[] = [
  ...serviceNames.flatMap((owner) => [
    ...describe(owner, false, shop[owner].api),
    ...describe(owner, true, shop[owner].internalApi),
  ]),
  ...describe("gateway", false, gatewayApi),
];
