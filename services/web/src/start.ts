/** The composition root: what the pages are made of. It waits for nobody: whatever is away is shown as missing. */
import { webApi } from "@shop/contracts/web/api";
import { createServiceTokens, invalidToken, type TokenVerifier } from "@shop/kit/auth/tokens";
import { createServiceApp } from "@shop/kit/http/server/app";
import type { Logger } from "@shop/kit/process/logger";
import type { Service } from "@shop/kit/service/run";
import { refusing } from "./answering/routes.ts";
import { createAddressClient } from "./asking/address-client.ts";
import { createServiceClients } from "./asking/service-client.ts";
import { loadAssets } from "./assets/asset-store.ts";
import { assetRoutes } from "./assets/routes.ts";
import type { Config } from "./config.ts";
import { galleryRoutes } from "./gallery/routes.ts";
import { errorPage } from "./parts/error-page.ts";
import type { Frame } from "./parts/frame.ts";
import { createClock } from "./parts/time.ts";
import { aboutRoutes } from "./shop/about/routes.ts";
import { homeRoutes } from "./shop/home/routes.ts";
import { listingRoutes } from "./shop/listing/routes.ts";
import { accountRoutes } from "./shop/account-pages/routes.ts";
import { bagRoutes } from "./shop/bag/routes.ts";
import { waysToPay } from "./shop/checkout/payment.ts";
import { checkoutRoutes } from "./shop/checkout/routes.ts";
import { orderRoutes } from "./shop/order/routes.ts";
import { productRoutes } from "./shop/product/routes.ts";
import { reviewRoutes } from "./shop/reviews/routes.ts";
import { robotRoutes } from "./shop/robots/routes.ts";
import { signInRoutes } from "./shop/sign-in/routes.ts";
import { createVisitors } from "./visitors/open-visitors.ts";
import { createSessionClient } from "./visitors/session-client.ts";

export async function start(config: Config, log: Logger): Promise<Service> {
  await using open = new AsyncDisposableStack();
  const assets = loadAssets();
  const frame: Frame = {
    assetUrl: (name) => assets.get(name).url,
    build: assets.hash,
    shopUrl: config.shopUrl,
    currencies: config.currencies,
    clock: createClock(config.timeZone),
  };
  const { openAsks } = open.use(createServiceClients(config.serviceUrls));
  const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "web" });
  const visitors = createVisitors({
    sessions: createSessionClient(config.serviceUrls.user, tokens),
    openAsks,
  });
  const addresses = open.use(createAddressClient(config.serviceUrls.catalog, tokens));
  const { homeCountry, isDevelopment } = config;
  const wayToPay = waysToPay[config.paymentProvider];
  const deps = { frame, assets, openAsks, visitors, addresses, homeCountry, wayToPay, isDevelopment };
  const http = createServiceApp({
    api: webApi,
    handlers: refusing<typeof webApi>({
      ...homeRoutes(deps),
      ...listingRoutes(deps),
      ...reviewRoutes(deps),
      ...aboutRoutes(deps),
      ...robotRoutes(deps),
      ...productRoutes(deps),
      ...bagRoutes(deps),
      ...checkoutRoutes(deps),
      ...orderRoutes(deps),
      ...galleryRoutes(deps),
      ...signInRoutes(deps),
      ...accountRoutes(deps),
      ...assetRoutes(deps),
    }),
    verify: noTokens,
    writeErrorPage: (problem) => String(errorPage(frame, problem)),
    log,
    health: { isReady: () => true },
  });
  const opened = open.move();
  return { http, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** Nobody has a token here: who somebody is, a cookie says. */
const noTokens: TokenVerifier = {
  verifyUser: () => Promise.reject(invalidToken()),
  verifyService: () => Promise.reject(invalidToken()),
};
