/** What the world hears of the catalog, and tells it: another service's end of the bus. */
import { randomUUID } from "node:crypto";
import type { Event, Fact } from "@shop/contracts/language/event";
import { topology } from "@shop/contracts/shop";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import { createLogger } from "@shop/kit/process/logger";
import { until } from "./running-catalog.ts";

export const toEvent = (fact: Fact, id: string = randomUUID()): Event => ({
  id,
  ...fact,
  occurredAt: new Date().toISOString(),
  aggregateId: "any",
  sequence: 1,
});

/** Hears from now on whatever the catalog announces. */
export async function listenToCatalog(amqpUrl: string) {
  const bus = connectBus({ url: amqpUrl, name: "order", topology, log: createLogger("order", "silent") });
  const heard = new Map<string, Event[]>();
  const listening = Promise.withResolvers<void>();
  const hear = (event: Event): void => {
    const events = heard.get(event.aggregateId) ?? [];
    // Published at least once: by its id it is known again.
    if (!events.some(({ id }) => id === event.id)) heard.set(event.aggregateId, [...events, event]);
  };
  bus.listen(["catalog.*"], hear, { onGap: listening.resolve });
  await listening.promise;
  await until("the broker takes messages", async () => bus.canPublish());

  return {
    publish: async (fact: Fact, id?: string): Promise<void> => {
      const event = toEvent(fact, id);
      await until("the broker has the event", () => bus.publish(event));
    },

    /** As many as are there at least, in sequence; their numbers have no gap and no double. */
    eventsOf: async (aggregateId: string, count: number): Promise<Event[]> => {
      const find = () => heard.get(aggregateId) ?? [];
      await until(`${count} events of ${aggregateId} are heard`, async () => find().length >= count);
      const events = find().toSorted((a, b) => a.sequence - b.sequence);
      const numbers = events.map(({ sequence }) => sequence);
      if (numbers.some((number, index) => number !== index + 1))
        throw new Error(`Events of ${aggregateId} are numbered ${numbers.join()}`);
      return events;
    },

    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
