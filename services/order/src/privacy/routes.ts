import type { orderPeopleApi } from "@shop/contracts/order/people";
import type { Handlers } from "@shop/kit/http/server/handlers";
import type { ListHeld } from "./held-view-store.ts";

export const privacyRoutes = ({
  listHeld,
}: {
  readonly listHeld: ListHeld;
}): Handlers<typeof orderPeopleApi> => ({
  listHeldByOrder: ({ body }) => listHeld(body),
});
