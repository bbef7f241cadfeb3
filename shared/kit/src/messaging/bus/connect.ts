/**
 * Facts between services, over RabbitMQ. Nobody waits for the broker: everything here starts at once,
 * connects in the background and comes back by itself, for ever.
 */
import type { Event } from "@shop/contracts/language/event";
import { createChoice, type Choice } from "./choice.ts";
import { createConsumer, type Consumer } from "./consumer.ts";
import { createCollector, toRedriven, type DeadLetter, type Letter } from "./dead-letters.ts";
import { createLink, type Link, type Connection } from "./link.ts";
import { createListener } from "./listener.ts";
import { toOutgoing } from "./message.ts";
import { createPublisher } from "./publisher.ts";
import { createPulse } from "./pulse.ts";
import type { Subscription } from "./subscription.ts";
import { declareTopology, retryQueues, workQueueOf, type RetryQueue, type Topology } from "./topology.ts";
import { within } from "../../process/within.ts";
import { currentContext } from "../../process/context.ts";
import type { Logger } from "../../process/logger.ts";

export type Bus = AsyncDisposable & {
  /**
   * Sends an event with the current context's request id and trace; calls made one after the other keep their order.
   * True when the broker has confirmed it and, where the topology has somebody who hears it, put it into a queue;
   * else it may have arrived or not. Never throws.
   */
  publish(event: Event): Promise<boolean>;
  /** The topology is declared and the broker takes messages. */
  canPublish(): boolean;
  /** Called each time that it begins to. */
  whenPublishing(listener: () => void): void;
  /** Everything of this bus is connected, and what listens would hear of what happens now. */
  isConnected(): boolean;
  /** Handles what the topology sends to this consumer: once at a time for each message, in no order, for ever. */
  consume(consumer: string, subscriptions: readonly Subscription[]): void;
  /** Takes what this consumer could not handle out of the broker, once `keep` has it; for ever. */
  collect(consumer: string, keep: (letter: DeadLetter) => Promise<unknown>): void;
  /** Gives a letter to this consumer alone. True when its queue has it. Never throws. */
  deliver(consumer: string, letter: Letter): Promise<boolean>;
  /** The same for a consumer of which the topology says nothing but its name: it hears those of them that are `chosen`. */
  consumeChosen(
    consumer: string,
    subscriptions: readonly Subscription[],
    chosen: () => Promise<readonly string[]>,
  ): Choice;
  /** Hears, in this process too, every event that fits a pattern (`catalog.*`); `onGap` after each (re)connect. */
  listen(patterns: readonly string[], handle: (event: Event) => void, options?: { onGap?: () => void }): void;
};

const stopMs = 15_000;

export function connectBus({
  url,
  name,
  topology,
  log,
  retries = retryQueues,
}: {
  url: string;
  /** Who connects, for the broker's tools. */
  name: string;
  topology: Topology;
  log: Logger;
  retries?: readonly RetryQueue[];
}): Bus {
  const publisher = createPublisher({ log });
  const heard = new Set(Object.values(topology).flatMap((events) => events.map((event) => event.name)));
  const publishing = createLink({
    url,
    name: `${name} publishes`,
    log,
    setUp: async (connection) => {
      const channel = await connection.openConfirmChannel();
      await declareTopology(channel, topology, retries);
      publisher.attach(connection, channel);
    },
  });

  // A connection of its own: a broker short of memory stops reading from connections that publish, acks included.
  const receivers: Pick<Consumer, "attach">[] = [];
  const pulse = createPulse();
  const consumers: Pick<Consumer, "stop">[] = [];
  let consuming: Link | undefined;
  let current: Connection | undefined;
  const receive = (receiver: Pick<Consumer, "attach">): void => {
    receivers.push(receiver);
    const open = current;
    if (open) receiver.attach(open).catch((error: Error) => open.fail(error));
    consuming ??= createLink({
      url,
      name: `${name} consumes`,
      log,
      setUp: async (connection) => {
        current = undefined;
        await declareTopology(await connection.openChannel(), topology, retries);
        for (const each of receivers) await each.attach(connection);
        current = connection;
        pulse.watch(connection);
      },
    });
  };

  const begin = (consumer: string, subscriptions: readonly Subscription[]): void => {
    const created = createConsumer({ name: consumer, subscriptions, publisher, retries, log });
    consumers.push(created);
    receive(created);
  };

  return {
    publish: (event) =>
      publisher.send(toOutgoing(event, { mandatory: heard.has(event.name), context: currentContext() })),
    canPublish: () => publisher.canPublish(),
    whenPublishing: (listener) => publisher.whenReady(listener),
    isConnected: () => publishing.isOpen() && (consuming?.isOpen() ?? true) && pulse.isFelt(),
    consume: (consumer, subscriptions) => {
      checkSubscriptions(topology, consumer, subscriptions);
      begin(consumer, subscriptions);
    },
    consumeChosen: (consumer, subscriptions, chosen) => {
      checkSubscriptions(topology, consumer, []);
      begin(consumer, subscriptions);
      const all = subscriptions.map(({ definition }) => definition.name);
      const choice = createChoice({ queue: workQueueOf(consumer), all, chosen, log });
      receive(choice);
      return choice;
    },
    collect: (consumer, keep) => {
      const created = createCollector({ consumer, keep, log });
      consumers.push(created);
      receive(created);
    },
    deliver: (consumer, letter) => publisher.send(toRedriven(consumer, letter)),
    listen: (patterns, handle, { onGap = () => undefined } = {}) => {
      const listener = createListener({ patterns, handle, onGap, log });
      pulse.add(listener);
      receive(listener);
    },
    [Symbol.asyncDispose]: async () => {
      const stopped = Promise.all(consumers.map((consumer) => consumer.stop()));
      await within(stopMs, "Handlers", stopped).catch((error: unknown) =>
        log.warn({ err: error }, "Closing without waiting longer; their messages will come again"),
      );
      await consuming?.[Symbol.asyncDispose]();
      await publisher.flush();
      await publishing[Symbol.asyncDispose]();
    },
  };
}

/** The contracts say who hears what; code that says otherwise would wait for ever, or bury what it does not know. */
function checkSubscriptions(
  topology: Topology,
  consumer: string,
  subscriptions: readonly Subscription[],
): void {
  const handled = subscriptions.map(({ definition }) => definition.name).toSorted();
  const heard = (topology[consumer] ?? []).map(({ name }) => name).toSorted();
  if (JSON.stringify(handled) !== JSON.stringify(heard)) {
    throw new Error(
      `Consumer ${consumer} handles ${handled.join(", ") || "nothing"}; the topology says ${heard.join(", ") || "nothing"}`,
    );
  }
}
