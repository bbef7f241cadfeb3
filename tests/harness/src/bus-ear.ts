/**
 * A test's end of the bus: it hears what services announce, and says what they would hear. Both go by the definitions of
 * events; one that the shop does not know throws at once, where waiting for it would be in vain.
 */
import { randomUUID } from "node:crypto";
import type { Event, EventDefinition, Events, Fact } from "@shop/contracts/language/event";
import { eventDefinitions, topology, type ServiceName } from "@shop/contracts/shop";
import { connectBus } from "@shop/kit/messaging/bus/connect";
import { workQueueOf } from "@shop/kit/messaging/bus/topology";
import { createLogger } from "@shop/kit/process/logger";
import { connect } from "amqplib";
import { until } from "./until.ts";

export type BusEar = AsyncDisposable & {
  /** Each event once, though it may be published more often: by its id it is known again. */
  readonly heard: readonly Event[];
  /**
   * What is heard of one aggregate, in sequence: `count` events at least, waited for. Throws when their numbers have a
   * gap or a double.
   */
  eventsOf(aggregateId: string, count: number): Promise<readonly Event[]>;
  /** Resolves when the broker has it in the queue of everybody who hears it. Throws when nobody does. */
  say(fact: Fact, envelope?: Envelope): Promise<void>;
  /** The same for what only those hear who have chosen to: resolves when the broker has it. */
  announce(fact: Fact, envelope?: Envelope): Promise<void>;
  /** Nothing waits for this service any more: its handlers have it all, or are done. */
  untilTaken(service: ServiceName): Promise<void>;
};

/** What stands around a fact; where a test does not care, it is made up. */
export type Envelope = Partial<Omit<Event, "name" | "version" | "data">>;

/** What was announced before this resolves is not heard. */
export async function listenTo(amqpUrl: string, events: Events): Promise<BusEar> {
  const names = Object.values(events).map(nameOf);
  await using open = new AsyncDisposableStack();
  const log = createLogger("test", "silent");
  const bus = open.use(connectBus({ url: amqpUrl, name: "test", topology, log }));
  const heard: Event[] = [];
  const ids = new Set<string>();
  const hear = (event: Event): void => {
    if (!ids.has(event.id)) heard.push(event);
    ids.add(event.id);
  };
  const listening = Promise.withResolvers<void>();
  bus.listen(names, hear, { onGap: listening.resolve });
  await listening.promise;
  await until(() => bus.canPublish(), "the broker takes messages");
  const connection = await connect(amqpUrl);
  open.defer(() => connection.close());
  const channel = await connection.createChannel();
  const opened = open.move();

  const announce: BusEar["announce"] = async (fact, envelope) => {
    const event = toEvent(fact, envelope);
    await until(() => bus.publish(event), `the broker has ${event.name}`);
  };

  return {
    heard,
    announce,

    eventsOf: async (aggregateId, count) => {
      const find = () => heard.filter((event) => event.aggregateId === aggregateId);
      await until(() => find().length >= count, `${count} events of ${aggregateId} are heard`);
      const found = find().toSorted((a, b) => a.sequence - b.sequence);
      const numbers = found.map(({ sequence }) => sequence);
      if (numbers.some((number, index) => number !== index + 1))
        throw new Error(`Events of ${aggregateId} are numbered ${numbers.join()}`);
      return found;
    },

    say: async (fact, envelope) => {
      const { name } = toEvent(fact, envelope);
      if (!isHeard(name)) throw new Error(`No service hears ${name}`);
      await announce(fact, envelope);
    },

    untilTaken: async (service) => {
      const count = async () => (await channel.checkQueue(workQueueOf(service))).messageCount;
      await until(async () => (await count()) === 0, `${service} has taken all its messages`);
    },

    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A fact as it would come over the bus. Throws when it is no event of the shop, or not as its contract says. */
export function toEvent(fact: Fact, envelope: Envelope = {}): Event {
  const occurredAt = new Date().toISOString();
  const around = { id: randomUUID(), occurredAt, aggregateId: "any", sequence: 1, ...envelope };
  return definitionOf(fact.name).envelope.parse({ ...around, ...fact });
}

function definitionOf(name: string): EventDefinition {
  const definition = eventDefinitions.find((each) => each.name === name);
  if (!definition) throw new Error(`No service of the shop announces ${name}`);
  return definition;
}

const nameOf = ({ name }: EventDefinition): string => definitionOf(name).name;

const isHeard = (name: string): boolean =>
  Object.values<readonly EventDefinition[]>(topology)
    .flat()
    .some((definition) => definition.name === name);
