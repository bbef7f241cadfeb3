import type { catalogPeopleApi } from "@shop/contracts/catalog/people";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { ListHeld } from "./held-view-store.ts";

export const privacyRoutes = ({
  listHeld,
}: {
  readonly listHeld: ListHeld;
}): Handlers<typeof catalogPeopleApi> => ({
  listHeldByCatalog: ({ body }) => listHeld(body),
});
