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
import { createLinkKeys } from "./lookup/link-keys.ts";
import {
  createLookupStore,
  lookupCollection,
  lookupsOf,
  toLookup,
  type LookupRow,
} from "./lookup/lookup-store.ts";
import { createLookupThrottleStore } from "./lookup/lookup-throttle-store.ts";
import type { Lookup, LookupTask } from "./lookup/lookup.ts";
import { lookupRoutes } from "./lookup/routes.ts";
import { lookupTasks } from "./lookup/tasks.ts";
import { couponRoutes } from "./coupons/routes.ts";
import { createInvoiceStore, seriesCollection } from "./invoices/invoice-store.ts";
import { invoiceRoutes } from "./invoices/routes.ts";
import { invoiceTasks } from "./invoices/tasks.ts";
import { createMailer } from "./mails/mailer.ts";
import { mailTasks } from "./mails/tasks.ts";
import { orderConsumers } from "./orders/consumers.ts";
import { createOrderKeys } from "./orders/order-keys.ts";
import { orderCollection, ordersOf, toOrder, type OrderRow } from "./orders/order-rows.ts";
import { createOrderOwnerStore } from "./orders/order-owner-store.ts";
import { foldEmails } from "./orders/order-steps-rows.ts";
import { createOrderNumberStore } from "./orders/order-number-store.ts";
import { createOrderStore } from "./orders/order-store.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import type { Order, Task } from "./orders/order.ts";
import { createReaderOf } from "./orders/reader-provider.ts";
import { orderRoutes } from "./orders/routes.ts";
import { deadlineTasks } from "./orders/tasks.ts";
import type { KeptNotice, NoticeTask } from "./payments/notice.ts";
import {
  createNoticeStore,
  noticeCollection,
  noticesOf,
  toNotice,
  type NoticeRow,
} from "./payments/notice-store.ts";
import { paymentRoutes } from "./payments/routes.ts";
import { openProvider } from "./payments/chosen-provider.ts";
import { noticeTasks, paymentTasks } from "./payments/tasks.ts";
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
import { refundingRoutes } from "./refunding/routes.ts";
import { refundTasks } from "./refunding/tasks.ts";
import { shippingRoutes } from "./shipping/routes.ts";

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
        noticeCollection,
        saleCollection,
        seriesCollection,
        shippingMethodCollection,
        taxRateCollection,
      ],
      steps: [foldEmails, countSales],
    },
    async wire({ connection, transact, outbox, workOn, clock, idempotency, cursors, listen, use }) {
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
      const orders = createOrderStore({
        connection,
        transact,
        outbox,
        carts,
        coupons,
        clock,
        worker,
        idempotency,
      });
      const invoices = createInvoiceStore({
        connection,
        transact,
        orders: createOrderNumberStore({ connection }),
        seller: config.seller,
      });
      const watch = createOrderWatch((id) => orders.find(id));
      const links = createLinkKeys({ secret: internalTokenSecret, now });
      const lookupWorker = workOn<LookupRow, Lookup, LookupTask>(lookupsOf(connection), toLookup);
      const sales = collectionOf<SaleRow>(connection, saleCollection.name);
      const deps = {
        orders,
        carts,
        claims: createClaimStore({ transact, carts, owners: createOrderOwnerStore({ connection }) }),
        guestOf: createGuestTokens(verify),
        lookups: createLookupStore({ connection, worker: lookupWorker }),
        lookupThrottle: createLookupThrottleStore(
          use(connectRedis(config.redisUrl, log)),
          config.lookupLimits,
        ),
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
        invoices,
        reviewAfterMs: config.reviewAfterMs,
        deadlineMs: config.deadlineMs,
        now,
        newId: () => crypto.randomUUID(),
        newNumber: () => Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join(""),
      };
      const { payments, webhooks } = await openProvider(config, use);
      const noticeWorker = workOn<NoticeRow, KeptNotice, NoticeTask>(noticesOf(connection), toNotice);
      const notices = createNoticeStore({ connection, worker: noticeWorker });
      const noticeDeps = { ...deps, notices, webhooks, warn: log.warn.bind(log) };
      noticeWorker.begin(noticeTasks(noticeDeps));
      const mailer = createMailer(
        use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })),
        { linkTo: (id) => `${config.shopUrl}/order/${id}?access=${links.tokenFor(id)}` },
      );
      worker.begin({
        ...paymentTasks({ ...deps, payments }),
        ...mailTasks({ ...deps, mailer }),
        ...deadlineTasks(deps),
        ...refundTasks({ ...deps, payments }),
        ...invoiceTasks(invoices),
      });

      lookupWorker.begin(lookupTasks(deps));

      // Whichever replica settled an order, a request that waits for it here hears of it.
      const settling = [orderEvents.orderConfirmed.name, orderEvents.orderCancelled.name];
      listen(settling, ({ aggregateId }) => watch.settled(aggregateId));

      return {
        handlers: {
          ...cartRoutes(deps),
          ...claimRoutes(deps),
          ...orderRoutes(deps, cursors),
          ...shippingRoutes(deps),
          ...refundingRoutes(deps),
          ...invoiceRoutes(deps),
          ...lookupRoutes(deps),
          ...adminOrderRoutes(deps, cursors),
          ...reportRoutes(deps),
          ...paymentRoutes(noticeDeps),
          ...couponRoutes(deps, cursors),
          ...shippingMethodRoutes(deps, cursors),
          ...taxRateRoutes(deps, cursors),
        },
        consumers: [...orderConsumers(deps), ...reportConsumers(deps)],
        keys,
        keyStores: { placeOrder: createOrderKeys({ connection, clock }) },
      };
    },
  });

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
