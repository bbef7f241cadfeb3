/** What a copy of what is held of a person, and its erasure, are made of. */
import { orderEvents } from "@shop/contracts/order/events";
import type { ServiceTokens } from "@shop/kit/auth/tokens";
import { createHttpClient } from "@shop/kit/http/client";
import { openErasures } from "@shop/kit/privacy/erasure-store";
import type { Ground } from "@shop/kit/service/open-service";
import type { Config } from "../config.ts";
import { erasureConsumers } from "./consumers.ts";
import type { Erasure } from "./erasure.ts";
import { createHeldStore } from "./held-store.ts";
import { createListHeld } from "./held-view-store.ts";
import { privacyRoutes } from "./routes.ts";
import { erasureTasks } from "./tasks.ts";
import { createPeople } from "./user-client.ts";

/** Its handlers and consumers. */
export function openPrivacy(
  ground: Ground,
  { userUrl: baseUrl }: Config,
  { now, tokens }: { readonly now: () => Date; readonly tokens: ServiceTokens },
) {
  const { connection, transact } = ground;
  const { erasures, begin } = openErasures<Erasure>(ground, (erased) => orderEvents.personErased.of(erased));
  const held = createHeldStore({ connection, transact });
  // Asked by owed work alone, which has a clock of its own.
  const people = createPeople(createHttpClient({ name: "user", baseUrl, tokens, hasBreaker: false }));
  begin(erasureTasks({ erasures, held, people, now }));
  return {
    handlers: privacyRoutes({ listHeld: createListHeld({ connection }) }),
    consumers: erasureConsumers({ erasures, now }),
  };
}
