/** What a copy of what is held of a person, and its erasure, are made of. */
import { catalogEvents } from "@shop/contracts/catalog/events";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { createHttpClient } from "@shop/kit/http/client";
import { openErasures, type Erasure } from "@shop/kit/privacy/erasure-store";
import type { Ground } from "@shop/kit/service/open-service";
import type { Config } from "../config.ts";
import type { ReviewStore } from "../reviews/review-store.ts";
import { erasureConsumers } from "./consumers.ts";
import { createListHeld } from "./held-view-store.ts";
import { createLetters } from "./letter-store.ts";
import { privacyRoutes } from "./routes.ts";
import { erasureTasks } from "./tasks.ts";
import { createEmailOf } from "./user-client.ts";

/** Its handlers and consumers. */
export function openPrivacy(
  ground: Ground,
  { userUrl: baseUrl, internalTokenSecret: secret }: Config,
  { reviews, now }: { readonly reviews: ReviewStore; readonly now: () => Date },
) {
  const { connection } = ground;
  const { erasures, begin } = openErasures<Erasure>(ground, (erased) =>
    catalogEvents.personErased.of(erased),
  );
  const tokens = createServiceTokens({ secret, issuer: "catalog" });
  // Asked by owed work alone, which has a clock of its own.
  const emailOf = createEmailOf(createHttpClient({ name: "user", baseUrl, tokens, hasBreaker: false }));
  begin(erasureTasks({ erasures, reviews, letters: createLetters(connection), emailOf, now }));
  return {
    handlers: privacyRoutes({ listHeld: createListHeld({ connection }) }),
    consumers: erasureConsumers({ erasures, now }),
  };
}
