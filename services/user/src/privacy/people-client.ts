/** What the other services hold of a person. */
import { catalogPeopleApi } from "@shop/contracts/catalog/people";
import type { HeldPage, HeldRequest } from "@shop/contracts/language/people";
import { orderPeopleApi } from "@shop/contracts/order/people";
import type { HttpClient } from "@shop/kit/http/client";

/** Throws what the client throws. */
export type HeldElsewhere = (request: HeldRequest) => Promise<HeldPage>;

type Endpoint = typeof catalogPeopleApi.listHeldByCatalog | typeof orderPeopleApi.listHeldByOrder;

const asking =
  ({ path, reply: schema }: Endpoint) =>
  (http: HttpClient): HeldElsewhere =>
  (body) =>
    http.call({ method: "post", path, body, schema });

export const createHeldByCatalog = asking(catalogPeopleApi.listHeldByCatalog);
export const createHeldByOrder = asking(orderPeopleApi.listHeldByOrder);
