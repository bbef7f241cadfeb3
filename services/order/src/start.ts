/** The composition root: opens what the service needs, wires it, and closes it in reverse. */
import { randomInt } from "node:crypto";
import { orderEvents } from "@shop/contracts/order";
import { heardEvents, topology } from "@shop/contracts/topology";
import { createRemoteKeys, createServiceTokens, createTokenVerifier } from "@shop/kit/auth";
import { connectBus } from "@shop/kit/bus";
import { armCrashPoint } from "@shop/kit/crash-point";
import { createCursors } from "@shop/kit/cursor";
import { createHttpClient } from "@shop/kit/http-client";
import { createIdempotencyKeys } from "@shop/kit/http/idempotency";
import { createInbox } from "@shop/kit/inbox";
import type { Logger } from "@shop/kit/logger";
import { createMailTransport } from "@shop/kit/mail";
import { connectMongo } from "@shop/kit/mongo";
import { createOutbox } from "@shop/kit/outbox";
import type { Service } from "@shop/kit/service";
import { createTransactions } from "@shop/kit/transactions";
import { createApp } from "./app.ts";
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
import { createCartStore } from "./store/cart-store.ts";
import { migrations } from "./store/migrations.ts";
import { createOrderStore } from "./store/order-store.ts";
import { createWorkers } from "./store/workers.ts";

export async function start(config: Config, log: Logger): Promise<Service> {
  armCrashPoint(config.crashAt);
  await using open = new AsyncDisposableStack();
  const keys = open.use(createRemoteKeys({ url: `${config.userUrl}/.well-known/jwks.json`, log }));
  const mongo = open.use(await connectMongo({ url: config.mongoUrl, log, migrations }));
  const { connection } = mongo;
  const bus = open.use(connectBus({ url: config.amqpUrl, name: "order", topology, log }));
  const outbox = createOutbox({ connection, log, routed: heardEvents });
  const inbox = createInbox({ connection });
  const idempotency = createIdempotencyKeys({ connection });
  const transact = createTransactions({ connection, outbox, inbox });
  const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
  const orders = createOrderStore({ connection, transact, idempotency });

  const deps: OrderDeps = {
    orders,
    carts: createCartStore({ connection }),
    catalog: createCatalogClient(createHttpClient({ name: "catalog", baseUrl: config.catalogUrl, tokens })),
    payments: createPaymentClient(
      createHttpClient({
        name: "payment",
        baseUrl: config.paymentUrl,
        timeoutMs: 4_000,
        hasBreaker: false,
      }),
    ),
    mailer: createMailer(open.use(createMailTransport({ smtpUrl: config.smtpUrl, from: config.mailFrom }))),
    places,
    watch: createOrderWatch((id) => orders.find(id)),
    wake: { payments: () => workers.wake.payments(), mails: () => workers.wake.mails() },
    deadlineMs: config.deadlineMs,
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    newNumber: () => Array.from({ length: 10 }, () => crockford[randomInt(crockford.length)]).join(""),
  };
  const workers = open.use(
    createWorkers(connection, log, {
      settlePayment: (order) => settlePayment(deps, order),
      sendMail: (mail) => sendMail(deps, mail),
      timeOut: (orderId) => advanceOrder(deps, { orderId, transition: "timedOut", input: {} }),
    }),
  );

  open.use(outbox.relay(bus));
  bus.consume("order", orderConsumers(deps));
  // Whichever replica settled an order, a request that waits for it here hears of it.
  const settling = [orderEvents.orderConfirmed.name, orderEvents.orderCancelled.name];
  bus.listen(settling, ({ aggregateId }) => deps.watch.settled(aggregateId));

  const verify = createTokenVerifier({ keys, serviceSecret: config.internalTokenSecret, audience: "order" });
  const cursors = createCursors(config.cursorSecret);
  const opened = open.move();
  return {
    http: createApp({ deps, cursors, verify, idempotency, isReady: mongo.isReady, log }),
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
