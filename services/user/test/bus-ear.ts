/** What the world hears of users, and may say: another service's end of the bus. */
import type { Event } from "@shop/contracts/language/event";
import { topology } from "@shop/contracts/shop";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import { createLogger } from "@shop/kit/process/logger";
import { until } from "./running-user.ts";

/** Hears from now on whatever is announced of accounts, guests and their sessions. */
export async function listenToUsers(amqpUrl: string) {
  const bus = connectBus({ url: amqpUrl, name: "test", topology, log: createLogger("test", "silent") });
  const heard: Event[] = [];
  const hear = (event: Event): void => {
    // Published at least once: by its id it is known again.
    if (!heard.some(({ id }) => id === event.id)) heard.push(event);
  };
  const listening = Promise.withResolvers<void>();
  bus.listen(["user.*"], hear, { onGap: listening.resolve });
  await listening.promise;
  await until(() => bus.canPublish());

  return {
    heard: heard as readonly Event[],
    publish: (event: Event) => until(() => bus.publish(event)),

    /** As many as are there at least, in sequence; their numbers have no gap and no double. */
    eventsOf: async (aggregateId: string, count: number): Promise<Event[]> => {
      const find = () => heard.filter((event) => event.aggregateId === aggregateId);
      await until(() => find().length >= count);
      const events = find().toSorted((a, b) => a.sequence - b.sequence);
      const numbers = events.map(({ sequence }) => sequence);
      if (numbers.some((number, index) => number !== index + 1))
        throw new Error(`Events of ${aggregateId} are numbered ${numbers.join()}`);
      return events;
    },

    [Symbol.asyncDispose]: () => bus[Symbol.asyncDispose](),
  };
}
export type UserEar = Awaited<ReturnType<typeof listenToUsers>>;
