/** The services behind the gateway and what each offers to clients. */
import { catalogApi } from "./catalog.ts";
import type { Api } from "./contract.ts";
import { orderApi } from "./order.ts";
import { userApi } from "./user.ts";

export const publicApis = { catalog: catalogApi, user: userApi, order: orderApi } satisfies Record<
  string,
  Api
>;
export type ServiceName = keyof typeof publicApis;
