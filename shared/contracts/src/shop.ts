/** The shop in one table: what each service offers to clients and to other services, what it announces, and what it hears. */
import { catalogApi, catalogInternalApi } from "./catalog/api.ts";
import { catalogEvents } from "./catalog/events.ts";
import { deadLettersApiOf } from "./language/dead-letters.ts";
import type { Api } from "./language/endpoint.ts";
import type { EventDefinition, Events } from "./language/event.ts";
import { orderApi, orderInternalApi } from "./order/api.ts";
import { orderEvents } from "./order/events.ts";
import { userApi, userInternalApi } from "./user/api.ts";
import { userEvents } from "./user/events.ts";

type ServiceContract = {
  /** What it is about, for readers of the documents. */
  readonly about: string;
  /** Routed by the gateway. */
  readonly api: Api;
  /** Asked by other services, never by a client. */
  readonly internalApi: Api;
  /** What it announces. */
  readonly events: Events;
  readonly hears: readonly EventDefinition[];
};

export const shop = {
  catalog: {
    about: "What is on sale: products, categories, reviews, pictures, stock.",
    api: { ...catalogApi, ...deadLettersApiOf("catalog") },
    internalApi: catalogInternalApi,
    events: catalogEvents,
    hears: [
      orderEvents.orderPlaced,
      orderEvents.paymentAuthorised,
      orderEvents.orderConfirmed,
      orderEvents.orderDelivered,
      orderEvents.orderClaimed,
      orderEvents.orderCancelled,
      orderEvents.orderRefunded,
      userEvents.erasureRequested,
    ],
  },
  user: {
    about: "Who somebody is: guests, accounts, sessions, keys.",
    api: { ...userApi, ...deadLettersApiOf("user") },
    internalApi: userInternalApi,
    events: userEvents,
    hears: [
      userEvents.sessionsRevoked,
      catalogEvents.staffActed,
      userEvents.staffActed,
      orderEvents.staffActed,
      catalogEvents.personErased,
      orderEvents.personErased,
    ],
  },
  order: {
    about: "Carts, and orders from the first click to the money.",
    api: { ...orderApi, ...deadLettersApiOf("order") },
    internalApi: orderInternalApi,
    events: orderEvents,
    hears: [
      orderEvents.orderConfirmed,
      orderEvents.orderCancelled,
      orderEvents.orderRefunded,
      catalogEvents.stockReserved,
      catalogEvents.stockRejected,
      catalogEvents.stockCommitted,
      catalogEvents.stockReleased,
      userEvents.erasureRequested,
    ],
  },
} as const satisfies Readonly<Record<string, ServiceContract>>;

export type ServiceName = keyof typeof shop;

const ofEach = <Part extends keyof ServiceContract>(part: Part) =>
  Object.fromEntries(Object.entries(shop).map(([name, contract]) => [name, contract[part]])) as {
    readonly [Name in ServiceName]: (typeof shop)[Name][Part];
  };

export const serviceNames = Object.keys(shop) as readonly ServiceName[];
export const publicApis = ofEach("api");

/**
 * Who hears what. Every process declares all of it before it publishes,
 * so no event is confirmed that its consumer's queue has not got.
 */
export const topology = {
  ...ofEach("hears"),
  /** Which of all the shop's events it hears is chosen by who registers a webhook. */
  webhooks: [],
};

/** Every event of the shop. */
export const eventDefinitions: readonly EventDefinition[] = Object.values(shop).flatMap(({ events }) =>
  Object.values<EventDefinition>(events),
);
