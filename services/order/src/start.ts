/** The composition root: what the order service is made of. */
import { randomInt } from "node:crypto";
import { orderApi } from "@shop/contracts/order/api";
import { orderEvents } from "@shop/contracts/order/events";
import { topology } from "@shop/contracts/shop";
import { createServiceTokens } from "@shop/kit/auth/tokens";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import { createHttpClient } from "@shop/kit/http/client";
import type { Logger } from "@shop/kit/process/logger";
import { createMailTransport } from "@shop/kit/mail/transport";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import { createTokenVerifier } from "@shop/kit/auth/tokens";
import { collectionOf } from "@shop/kit/mongo/collections";
import { connectRedis } from "@shop/kit/redis";
import { openService } from "@shop/kit/service/open-service";
import type { Service } from "@shop/kit/service/run";
import { countries, places } from "./addresses/places.ts";
import { createOrderListStore } from "./admin-orders/order-list-store.ts";
import { adminOrderRoutes } from "./admin-orders/routes.ts";
import { cartCollection, createCartStore } from "./carts/cart-store.ts";
import { cartRoutes } from "./carts/routes.ts";
import { createCatalogClient } from "./catalog-quotes/catalog-client.ts";
import { createClaimStore } from "./claims/claim-store.ts";
import { createGuestTokens } from "./claims/guest-token-provider.ts";
import { claimRoutes } from "./claims/routes.ts";
import type { Config } from "./config.ts";
import { couponCollection, couponUseCollection, createCouponStore } from "./coupons/coupon-store.ts";
import { couponRoutes } from "./coupons/routes.ts";
import { createLinkKeys } from "./lookup/link-keys.ts";
import { lookupCollection } from "./lookup/lookup-store.ts";
import { lookupRoutes } from "./lookup/routes.ts";
import { openLookups } from "./open-lookups.ts";
import { openWebhooks } from "./open-webhooks.ts";
import { createMailer } from "./mails/mailer.ts";
import { mailTasks } from "./mails/tasks.ts";
import { orderConsumers } from "./orders/consumers.ts";
import { createOrderKeys } from "./orders/order-keys.ts";
import { orderCollection, ordersOf, toOrder, type OrderRow } from "./orders/order-rows.ts";
import { createOrderOwnerStore } from "./orders/order-owner-store.ts";
import { foldEmails } from "./orders/order-steps-rows.ts";
import { createOrderStore } from "./orders/order-store.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import type { Order, Task } from "./orders/order.ts";
import { createReaderOf } from "./orders/reader-provider.ts";
import { orderRoutes } from "./orders/routes.ts";
import { deadlineTasks } from "./orders/tasks.ts";
import { timelineRoutes } from "./timeline/routes.ts";
import { createStories } from "./timeline/stories.ts";
import { beginLooking } from "./timeline/tasks.ts";
import { createTimelineStore } from "./timeline/timeline-store.ts";
import { webhookRoutes } from "./webhooks/routes.ts";
import { deliveryCollection, webhookCollection } from "./webhooks/webhook-rows.ts";
import { createSandboxProvider } from "./payments/sandbox-provider.ts";
import { paymentTasks } from "./payments/tasks.ts";
import { reportConsumers } from "./reports/consumers.ts";
import { countSales } from "./reports/count-sales-rows.ts";
import { reportRoutes } from "./reports/routes.ts";
import { createSaleStore, saleCollection, type SaleRow } from "./reports/sale-store.ts";
import { createSumStore } from "./reports/sum-store.ts";
import { firstMethods } from "./shipping-methods/first-methods.ts";
import { shippingMethodRoutes } from "./shipping-methods/routes.ts";
import {
  createShippingMethodStore,
  shippingMethodCollection,
} from "./shipping-methods/shipping-method-store.ts";
import { firstRates } from "./tax-rates/first-rates.ts";
import { taxRateRoutes } from "./tax-rates/routes.ts";
import { createTaxRateStore, taxRateCollection } from "./tax-rates/tax-rate-store.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "order",
    api: orderApi,
    config,
    log,
    topology,
    layout: {
      collections: [
        orderCollection,
        cartCollection,
        couponCollection,
        couponUseCollection,
        lookupCollection,
        saleCollection,
        shippingMethodCollection,
        taxRateCollection,
        webhookCollection,
        deliveryCollection,
      ],
      steps: [foldEmails, countSales],
    },
    async wire(ground) {
      const { connection, transact, outbox, workOn, clock, cursors, listen, use } = ground;
      const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
      const { currencies, internalTokenSecret } = config;
      const now = () => new Date();
      const keys = use(createRemoteKeys({ urls: [`${config.userUrl}/.well-known/jwks.json`], log }));
      const verify = createTokenVerifier({ keys, serviceSecret: internalTokenSecret, audience: "order" });
      const carts = createCartStore({ connection, currencies });
      const coupons = createCouponStore({ connection });
      const shippingMethods = createShippingMethodStore({ connection, outbox });
      const taxRates = createTaxRateStore({ connection });
      await shippingMethods.sow(firstMethods(countries, config.currencies));
      await taxRates.sow(firstRates);
      const worker = workOn<OrderRow, Order, Task>(ordersOf(connection), toOrder);
      const orders = createOrderStore({ connection, transact, outbox, carts, coupons, clock, worker });
      const watch = createOrderWatch((id) => orders.find(id));
      const links = createLinkKeys({ secret: internalTokenSecret, now });
      const sales = collectionOf<SaleRow>(connection, saleCollection.name);
      const timelines = createTimelineStore({ connection });
      const stories = createStories({ timelines, watch, now });
      const deps = {
        timelines,
        stories,
        orders,
        carts,
        claims: createClaimStore({ transact, carts, owners: createOrderOwnerStore({ connection }) }),
        guestOf: createGuestTokens(verify),
        orderLists: createOrderListStore({ connection }),
        readerOf: createReaderOf(links),
        sales: createSaleStore({ orders: ordersOf(connection), sales }),
        sums: createSumStore(sales),
        coupons,
        shippingMethods,
        taxRates,
        currencies,
        catalog: createCatalogClient(
          createHttpClient({ name: "catalog", baseUrl: config.catalogUrl, tokens }),
        ),
        takeTurns: createDocumentTurns(),
        places,
        watch,
        deadlineMs: config.deadlineMs,
        now,
        newId: () => crypto.randomUUID(),
        newNumber: () => Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join(""),
      };
      const payments = createSandboxProvider(
        createHttpClient({
          name: "payment",
          baseUrl: config.paymentUrl,
          timeoutMs: config.paymentTimeoutMs,
          hasBreaker: false,
        }),
      );
      const mailer = createMailer(
        use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })),
        { shopUrl: config.shopUrl, tokenFor: (id) => links.tokenFor(id) },
      );
      worker.begin({
        ...paymentTasks({ ...deps, payments }),
        ...mailTasks({ ...deps, mailer }),
        ...deadlineTasks(deps),
      });

      const redis = use(connectRedis(config.redisUrl, log));
      const lookups = openLookups(ground, { redis, limits: config.lookupLimits, deps });
      use(beginLooking(stories, log));
      // Whichever replica took an order on, those who wait for it here or follow it hear of it.
      listen(telling, ({ aggregateId }) => watch.heard(aggregateId), { onGap: () => stories.doubt() });

      return {
        handlers: {
          ...cartRoutes(deps),
          ...claimRoutes(deps),
          ...orderRoutes(deps, cursors),
          ...lookupRoutes(lookups),
          ...adminOrderRoutes(deps, cursors),
          ...reportRoutes(deps),
          ...couponRoutes(deps, cursors),
          ...shippingMethodRoutes(deps, cursors),
          ...taxRateRoutes(deps, cursors),
          ...timelineRoutes(deps, cursors),
          ...webhookRoutes(openWebhooks(ground, config), cursors),
        },
        consumers: [...orderConsumers(deps), ...reportConsumers(deps)],
        keys,
        keyStores: { placeOrder: createOrderKeys({ connection, clock }) },
      };
    },
  });

/** Until it is settled, an order is looked at every second by whoever follows it: each checkout would be heard for nobody. */
const onTheWay: ReadonlySet<string> = new Set([
  orderEvents.orderPlaced.name,
  orderEvents.paymentAuthorised.name,
  orderEvents.paymentDeclined.name,
]);
const telling = Object.values(orderEvents).flatMap(({ name }) => (onTheWay.has(name) ? [] : [name]));

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
