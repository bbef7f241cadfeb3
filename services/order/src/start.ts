/** The composition root: what the order service is made of. */
import { randomInt } from "node:crypto";
import { orderApi, orderEvents } from "@shop/contracts/order";
import { topology } from "@shop/contracts/topology";
import { createRemoteKeys, createServiceTokens } from "@shop/kit/auth";
import { createHttpClient } from "@shop/kit/http-client";
import type { Logger } from "@shop/kit/logger";
import { createMailTransport } from "@shop/kit/mail";
import { openService } from "@shop/kit/open-service";
import type { Service } from "@shop/kit/service";
import { createCatalogClient } from "./clients/catalog-client.ts";
import { createMailer } from "./clients/mail-client.ts";
import { createPaymentClient } from "./clients/payment-client.ts";
import { places } from "./clients/places.ts";
import type { Config } from "./config.ts";
import { orderConsumers } from "./consumers.ts";
import { advanceOrder } from "./orders/advance-order.ts";
import type { OrderDeps } from "./orders/deps.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import { sendMail } from "./orders/send-mail.ts";
import { settlePayment } from "./orders/settle-payment.ts";
import { orderRoutes } from "./routes.ts";
import { createCartStore } from "./store/cart-store.ts";
import { migrations } from "./store/migrations.ts";
import { createOrderStore } from "./store/order-store.ts";
import { createWorkers } from "./store/workers.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "order",
    api: orderApi,
    config,
    log,
    topology,
    migrations,
    wire({ connection, transact, idempotency, cursors, listen, use }) {
      const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
      const orders = createOrderStore({ connection, transact, idempotency });
      const deps: OrderDeps = {
        orders,
        carts: createCartStore({ connection }),
        catalog: createCatalogClient(
          createHttpClient({ name: "catalog", baseUrl: config.catalogUrl, tokens }),
        ),
        payments: createPaymentClient(
          createHttpClient({
            name: "payment",
            baseUrl: config.paymentUrl,
            timeoutMs: 4_000,
            hasBreaker: false,
          }),
        ),
        mailer: createMailer(use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom }))),
        places,
        watch: createOrderWatch((id) => orders.find(id)),
        wake: { payments: () => workers.wake.payments(), mails: () => workers.wake.mails() },
        deadlineMs: config.deadlineMs,
        now: () => new Date(),
        newId: () => crypto.randomUUID(),
        newNumber: () => Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join(""),
      };
      const workers = use(
        createWorkers(connection, log, {
          settlePayment: (order) => settlePayment(deps, order),
          sendMail: (mail) => sendMail(deps, mail),
          timeOut: (orderId) => advanceOrder(deps, { orderId, transition: "timedOut", input: {} }),
        }),
      );

      // Whichever replica settled an order, a request that waits for it here hears of it.
      const settling = [orderEvents.orderConfirmed.name, orderEvents.orderCancelled.name];
      listen(settling, ({ aggregateId }) => deps.watch.settled(aggregateId));

      return {
        handlers: orderRoutes(deps, cursors),
        consumers: orderConsumers(deps),
        keys: use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log })),
      };
    },
  });

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
