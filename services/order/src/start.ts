/** The composition root: what the order service is made of. */
import { orderApi, orderInternalApi } from "@shop/contracts/order/api";
import { topology } from "@shop/contracts/shop";
import { createRemoteKeys } from "@shop/kit/auth/keys";
import { createServiceTokens, createTokenVerifier } from "@shop/kit/auth/tokens";
import { createHttpClient } from "@shop/kit/http/client";
import { createMailTransport } from "@shop/kit/mail/transport";
import { collectionOf } from "@shop/kit/mongo/collections";
import { createDocumentTurns } from "@shop/kit/mongo/document-turns";
import type { Logger } from "@shop/kit/process/logger";
import { erasureCollection } from "@shop/kit/privacy/erasure-store";
import { openService } from "@shop/kit/service/open-service";
import type { Service } from "@shop/kit/service/run";
import { showObjects } from "./acts/start.ts";
import { countries, places } from "./addresses/places.ts";
import { createOrderListStore } from "./admin-orders/order-list-store.ts";
import { adminOrderRoutes } from "./admin-orders/routes.ts";
import { cartCollection, createCartStore } from "./carts/cart-store.ts";
import { cartDeliveryRoutes } from "./cart-deliveries/routes.ts";
import { cartRoutes } from "./carts/routes.ts";
import { createCatalogClient } from "./catalog-quotes/catalog-client.ts";
import { createClaimStore } from "./claims/claim-store.ts";
import { openGuestTokens } from "./claims/start.ts";
import { claimRoutes } from "./claims/routes.ts";
import type { Config } from "./config.ts";
import { couponCollection, couponUseCollection, createCouponStore } from "./coupons/coupon-store.ts";
import { couponRoutes } from "./coupons/routes.ts";
import { createInvoiceStore, seriesCollection } from "./invoices/invoice-store.ts";
import { invoiceRoutes } from "./invoices/routes.ts";
import { invoiceTasks } from "./invoices/tasks.ts";
import { createLinkKeys } from "./lookup/link-keys.ts";
import { lookupCollection } from "./lookup/lookup-store.ts";
import { openLookups } from "./lookup/start.ts";
import { createMailer } from "./mails/mailer.ts";
import { mailTasks } from "./mails/tasks.ts";
import { orderConsumers } from "./orders/consumers.ts";
import { answerCollection, createChangeKeys, createOrderKeys } from "./orders/order-keys.ts";
import { createOrderNeighbours } from "./orders/order-neighbours-store.ts";
import { newOrderNumber } from "./orders/order-number-provider.ts";
import { createOrderNumberStore } from "./orders/order-number-store.ts";
import { createOrderOwnerStore } from "./orders/order-owner-store.ts";
import { orderCollection, ordersOf, toOrder, type OrderRow } from "./orders/order-rows.ts";
import { foldEmails } from "./orders/order-steps-rows.ts";
import { createOrderStore } from "./orders/order-store.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import type { Order, Task } from "./orders/order.ts";
import { createReaderOf } from "./orders/reader-provider.ts";
import { orderRoutes } from "./orders/routes.ts";
import { deadlineTasks } from "./orders/tasks.ts";
import { openProvider } from "./payments/chosen-provider.ts";
import { noticeCollection } from "./payments/notice-store.ts";
import { openNotices } from "./payments/start.ts";
import { paymentTasks } from "./payments/tasks.ts";
import { openPrivacy } from "./privacy/start.ts";
import { refundingRoutes } from "./refunding/routes.ts";
import { refundTasks } from "./refunding/tasks.ts";
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
import { shippingRoutes } from "./shipping/routes.ts";
import { firstRates } from "./tax-rates/first-rates.ts";
import { taxRateRoutes } from "./tax-rates/routes.ts";
import { createTaxRateStore, taxRateCollection } from "./tax-rates/tax-rate-store.ts";
import { openStories } from "./timeline/start.ts";
import { timelineRoutes } from "./timeline/routes.ts";
import { deliveryCollection, webhookCollection } from "./webhooks/webhook-rows.ts";
import { openWebhooks } from "./webhooks/start.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "order",
    api: { ...orderApi, ...orderInternalApi },
    config,
    log,
    topology,
    layout: {
      collections: [
        answerCollection,
        orderCollection,
        cartCollection,
        couponCollection,
        couponUseCollection,
        deliveryCollection,
        erasureCollection,
        lookupCollection,
        noticeCollection,
        saleCollection,
        seriesCollection,
        shippingMethodCollection,
        taxRateCollection,
        webhookCollection,
      ],
      steps: [foldEmails, countSales],
    },
    async wire(ground) {
      const { connection, transact, outbox, workOn, clock, cursors, use } = ground;
      const { currencies, internalTokenSecret, seller, shopUrl } = config;
      const now = () => new Date();
      const tokens = createServiceTokens({ secret: internalTokenSecret, issuer: "order" });
      const keys = use(createRemoteKeys({ urls: [`${config.userUrl}/.well-known/jwks.json`], log }));
      const verify = createTokenVerifier({ keys, serviceSecret: internalTokenSecret, audience: "order" });
      const carts = createCartStore({ connection, currencies });
      const coupons = createCouponStore({ connection });
      const shippingMethods = createShippingMethodStore({ connection, outbox });
      const taxRates = createTaxRateStore({ connection });
      await shippingMethods.sow(firstMethods(countries, currencies));
      await taxRates.sow(firstRates);
      const worker = workOn<OrderRow, Order, Task>(ordersOf(connection), toOrder);
      const neighbours = createOrderNeighbours({ transact, carts, coupons });
      const orders = createOrderStore({ connection, outbox, clock, neighbours, worker });
      const numbers = createOrderNumberStore({ connection });
      const invoices = createInvoiceStore({ connection, transact, orders: numbers, seller });
      const watch = createOrderWatch((id) => orders.find(id));
      const links = createLinkKeys({ secret: internalTokenSecret, now });
      const sales = collectionOf<SaleRow>(connection, saleCollection.name);
      const { payments, webhooks } = await openProvider(config, use);
      const owners = createOrderOwnerStore({ connection, outbox });
      const deps = {
        ...openStories(ground, { watch, now, log }),
        orders,
        carts,
        claims: createClaimStore({ transact, carts, coupons, owners }),
        guestOf: openGuestTokens(config, verify, tokens),
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
        payments,
        webhooks,
        mailer: createMailer(use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom })), {
          shopUrl,
          tokenFor: (id) => links.tokenFor(id),
        }),
        reviewAfterMs: config.reviewAfterMs,
        deadlineMs: config.deadlineMs,
        now,
        newId: () => crypto.randomUUID(),
        newNumber: newOrderNumber,
      };
      worker.begin({
        ...paymentTasks(deps),
        ...mailTasks(deps),
        ...deadlineTasks(deps),
        ...refundTasks(deps),
        ...invoiceTasks(invoices),
      });

      const privacy = openPrivacy(ground, config, { now, tokens });
      const changes = createChangeKeys({ connection, clock });
      return {
        handlers: {
          ...cartRoutes(deps),
          ...cartDeliveryRoutes(deps),
          ...claimRoutes(deps),
          ...orderRoutes(deps, cursors),
          ...timelineRoutes(deps, cursors),
          ...shippingRoutes(deps),
          ...refundingRoutes(deps),
          ...invoiceRoutes(deps),
          ...openLookups(ground, config, deps, log),
          ...adminOrderRoutes(deps, cursors),
          ...reportRoutes(deps),
          ...openNotices(ground, deps, log),
          ...couponRoutes(deps, cursors),
          ...shippingMethodRoutes(deps, cursors),
          ...taxRateRoutes(deps, cursors),
          ...openWebhooks(ground, config),
          ...privacy.handlers,
        },
        consumers: [...orderConsumers(deps), ...reportConsumers(deps), ...privacy.consumers],
        shown: showObjects(ground, deps),
        keys,
        keyStores: {
          placeOrder: createOrderKeys({ connection, clock }),
          shipOrder: changes,
          refundOrder: changes,
        },
      };
    },
  });
