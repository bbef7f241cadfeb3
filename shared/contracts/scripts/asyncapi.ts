/** The events between services as AsyncAPI 3.0: one channel per event, who publishes it and who hears it. */
import type { EventDefinition, Events } from "../src/language/event.ts";
import type { Json } from "./json-schema.ts";
import { createSchemas } from "./schemas.ts";

/** Service → what it announces, and what it hears. */
export type Announcements = Readonly<
  Record<string, { readonly events: Events; readonly hears: readonly EventDefinition[] }>
>;

const exchange = { name: "shop.events", type: "topic", durable: true };

export function toAsyncApi(services: Announcements, version: string): Json {
  const schemas = createSchemas();
  const channels: Json = {};
  const messages: Json = {};
  const operations: Json = {};
  for (const [service, { events }] of Object.entries(services))
    for (const event of Object.values(events)) {
      const { name } = event;
      messages[name] = {
        name,
        title: name,
        contentType: "application/json",
        headers: {
          type: "object",
          properties: { "x-request-id": { type: "string" }, traceparent: { type: "string" } },
        },
        payload: schemas.toSchema(event.envelope, "output"),
      };
      channels[name] = {
        address: name,
        messages: { [name]: { $ref: `#/components/messages/${name}` } },
        bindings: { amqp: { is: "routingKey", exchange } },
      };
      operations[`${service}.publishes.${name}`] = toOperation("send", name, `${service} publishes ${name}`);
      for (const [consumer, { hears }] of Object.entries(services))
        if (hears.some((each) => each.name === name))
          operations[`${consumer}.hears.${name}`] = toOperation("receive", name, `${consumer} hears ${name}`);
    }
  const named = schemas.finish();
  return {
    asyncapi: "3.0.0",
    info: {
      title: "SuperCoolShop events",
      version,
      description:
        "Facts, delivered at least once and in no order between aggregates: `id` tells a repeated one, `sequence` counts the events of one aggregate.",
      license: { name: "Apache-2.0" },
    },
    defaultContentType: "application/json",
    channels,
    operations,
    components: { schemas: named, messages },
  };
}

const toOperation = (action: "send" | "receive", event: string, summary: string): Json => ({
  action,
  summary,
  channel: { $ref: `#/channels/${event}` },
  messages: [{ $ref: `#/channels/${event}/messages/${event}` }],
});
