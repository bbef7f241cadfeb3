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
import { openService } from "@shop/kit/service/open-service";
import type { Service } from "@shop/kit/service/run";
import { places } from "./addresses/places.ts";
import { cartCollection, createCartStore } from "./carts/cart-store.ts";
import { cartRoutes } from "./carts/routes.ts";
import { createCatalogClient } from "./catalog-quotes/catalog-client.ts";
import type { Config } from "./config.ts";
import { createInvoiceStore, seriesCollection } from "./invoices/invoice-store.ts";
import { invoiceRoutes } from "./invoices/routes.ts";
import { invoiceTasks } from "./invoices/tasks.ts";
import { createMailer } from "./mails/mailer.ts";
import { mailTasks } from "./mails/tasks.ts";
import { orderConsumers } from "./orders/consumers.ts";
import { answerCollection, createChangeKeys, createOrderKeys } from "./orders/order-keys.ts";
import { orderCollection, ordersOf, toOrder, type OrderRow } from "./orders/order-rows.ts";
import { createOrderNumberStore } from "./orders/order-number-store.ts";
import { createOrderStore } from "./orders/order-store.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import type { Order, Task } from "./orders/order.ts";
import { orderRoutes } from "./orders/routes.ts";
import { deadlineTasks } from "./orders/tasks.ts";
import { createSandboxProvider } from "./payments/sandbox-provider.ts";
import { paymentTasks } from "./payments/tasks.ts";
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
    layout: { collections: [orderCollection, cartCollection, seriesCollection, answerCollection] },
    wire({ connection, transact, outbox, workOn, clock, cursors, listen, use }) {
      const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
      const carts = createCartStore({ connection });
      const worker = workOn<OrderRow, Order, Task>(ordersOf(connection), toOrder);
      const orders = createOrderStore({ connection, transact, outbox, carts, clock, worker });
      const invoices = createInvoiceStore({
        connection,
        transact,
        orders: createOrderNumberStore({ connection }),
        seller: config.seller,
      });
      const watch = createOrderWatch((id) => orders.find(id));
      const deps = {
        orders,
        carts,
        catalog: createCatalogClient(
          createHttpClient({ name: "catalog", baseUrl: config.catalogUrl, tokens }),
        ),
        takeTurns: createDocumentTurns(),
        places,
        watch,
        invoices,
        reviewAfterMs: config.reviewAfterMs,
        deadlineMs: config.deadlineMs,
        now: () => new Date(),
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
      );
      worker.begin({
        ...paymentTasks({ ...deps, payments }),
        ...mailTasks({ ...deps, mailer }),
        ...deadlineTasks(deps),
        ...refundTasks({ ...deps, payments }),
        ...invoiceTasks(invoices),
      });

      // Whichever replica settled an order, a request that waits for it here hears of it.
      const settling = [orderEvents.orderConfirmed.name, orderEvents.orderCancelled.name];
      listen(settling, ({ aggregateId }) => watch.settled(aggregateId));

      const changes = createChangeKeys({ connection, clock });
      return {
        handlers: {
          ...cartRoutes(deps),
          ...orderRoutes(deps, cursors),
          ...shippingRoutes(deps),
          ...refundingRoutes(deps),
          ...invoiceRoutes(deps),
        },
        consumers: orderConsumers(deps),
        keys: use(createRemoteKeys({ urls: [`${config.userUrl}/.well-known/jwks.json`], log })),
        keyStores: {
          placeOrder: createOrderKeys({ connection, clock }),
          shipOrder: changes,
          refundOrder: changes,
        },
      };
    },
  });

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
