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
import { createOutsideRequests } from "@shop/kit/net/outside-request";
import { openService, type Ground } from "@shop/kit/service/open-service";
import type { Service } from "@shop/kit/service/run";
import { places } from "./addresses/places.ts";
import { cartCollection, createCartStore } from "./carts/cart-store.ts";
import { cartRoutes } from "./carts/routes.ts";
import { createCatalogClient } from "./catalog-quotes/catalog-client.ts";
import type { Config } from "./config.ts";
import { createMailer } from "./mails/mailer.ts";
import { mailTasks } from "./mails/tasks.ts";
import { orderConsumers } from "./orders/consumers.ts";
import { createOrderKeys } from "./orders/order-keys.ts";
import { orderCollection, ordersOf, toOrder, type OrderRow } from "./orders/order-rows.ts";
import { createOrderStore } from "./orders/order-store.ts";
import { createOrderWatch } from "./orders/order-watch.ts";
import type { Order, Task } from "./orders/order.ts";
import { orderRoutes } from "./orders/routes.ts";
import { deadlineTasks } from "./orders/tasks.ts";
import { timelineRoutes } from "./timeline/routes.ts";
import { createStories } from "./timeline/stories.ts";
import { beginLooking } from "./timeline/tasks.ts";
import { createTimelineStore } from "./timeline/timeline-store.ts";
import { webhookConsumers } from "./webhooks/consumers.ts";
import { createDeliveryStore } from "./webhooks/delivery-store.ts";
import { createReceivers, newSecret } from "./webhooks/receiver-client.ts";
import { webhookRoutes } from "./webhooks/routes.ts";
import { webhookTasks } from "./webhooks/tasks.ts";
import {
  deliveryCollection,
  toWebhook,
  webhookCollection,
  webhooksOf,
  type WebhookRow,
} from "./webhooks/webhook-rows.ts";
import { createWebhookStore } from "./webhooks/webhook-store.ts";
import type { DeliverTask, Webhook } from "./webhooks/webhook.ts";
import { createSandboxProvider } from "./payments/sandbox-provider.ts";
import { paymentTasks } from "./payments/tasks.ts";

export const start = (config: Config, log: Logger): Promise<Service> =>
  openService({
    name: "order",
    api: orderApi,
    config,
    log,
    topology,
    layout: { collections: [orderCollection, cartCollection, webhookCollection, deliveryCollection] },
    wire(ground) {
      const { connection, transact, outbox, workOn, clock, cursors, listen, use } = ground;
      const tokens = createServiceTokens({ secret: config.internalTokenSecret, issuer: "order" });
      const carts = createCartStore({ connection });
      const worker = workOn<OrderRow, Order, Task>(ordersOf(connection), toOrder);
      const orders = createOrderStore({ connection, transact, outbox, carts, clock, worker });
      const watch = createOrderWatch((id) => orders.find(id));
      const timelines = createTimelineStore({ connection });
      const now = () => new Date();
      const stories = createStories({ timelines, watch, now });
      const deps = {
        timelines,
        stories,
        orders,
        carts,
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
        { shopUrl: config.shopUrl },
      );
      worker.begin({
        ...paymentTasks({ ...deps, payments }),
        ...mailTasks({ ...deps, mailer }),
        ...deadlineTasks(deps),
      });

      use(beginLooking(stories, log));
      // Whichever replica took an order on, those who wait for it here or follow it hear of it.
      listen(telling, ({ aggregateId }) => watch.heard(aggregateId), { onGap: () => stories.doubt() });

      return {
        handlers: {
          ...cartRoutes(deps),
          ...orderRoutes(deps, cursors),
          ...timelineRoutes(deps, cursors),
          ...webhookRoutes(openWebhooks(ground, config), cursors),
        },
        consumers: orderConsumers(deps),
        keys: use(createRemoteKeys({ urls: [`${config.userUrl}/.well-known/jwks.json`], log })),
        keyStores: { placeOrder: createOrderKeys({ connection, clock }) },
      };
    },
  });

/** Nothing of the shop hears its events for them, nor looks for work, while nobody has registered one. */
function openWebhooks(
  { connection, clock, workOn, consumeChosen, use }: Ground,
  { webhooks: { allowsPrivate } }: Config,
) {
  const worker = workOn<WebhookRow, Webhook, DeliverTask>(webhooksOf(connection), toWebhook);
  const webhooks = createWebhookStore({ connection, clock, worker });
  const deps = {
    webhooks,
    deliveries: createDeliveryStore({ connection }),
    receivers: createReceivers(use(createOutsideRequests({ allowsPrivate }))),
    now: () => clock.now(),
    newId: () => crypto.randomUUID(),
    newSecret,
    random: Math.random,
  };
  worker.begin(webhookTasks(deps));
  const choice = consumeChosen("webhooks", webhookConsumers(deps), () => webhooks.wantedEvents());
  return { ...deps, choice };
}

/** Until it is settled, an order is looked at every second by whoever follows it: each checkout would be heard for nobody. */
const onTheWay: ReadonlySet<string> = new Set([
  orderEvents.orderPlaced.name,
  orderEvents.paymentAuthorised.name,
  orderEvents.paymentDeclined.name,
]);
const telling = Object.values(orderEvents).flatMap(({ name }) => (onTheWay.has(name) ? [] : [name]));

/** Without I, L, O and U, which are misread (Crockford's base 32). */
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
