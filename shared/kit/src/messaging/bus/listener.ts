/**
 * What every process must hear by itself: a queue of its own that lives as long as its connection.
 * Events may be missed between two lives, so `onGap` tells when to look at the truth again.
 */
import type { Event } from "@shop/contracts/language/event";
import { Envelope } from "./envelope.ts";
import type { Logger } from "../../process/logger.ts";
import type { Connection } from "./link.ts";
import { exchange } from "./topology.ts";

export type Listener = {
  attach(connection: Connection): Promise<void>;
  /** Rejects when the broker does not deliver to it any more; never settles while the broker is silent. */
  look(): Promise<void>;
};

export function createListener({
  patterns,
  handle,
  onGap,
  log,
}: {
  patterns: readonly string[];
  handle: (event: Event) => void;
  onGap: () => void;
  log: Logger;
}): Listener {
  let look = async (): Promise<void> => undefined;
  const hear = (content: Buffer): void => {
    try {
      handle(Envelope.parse(JSON.parse(content.toString("utf8"))));
    } catch (error) {
      log.warn({ err: error, patterns }, "Cannot use an event that was heard");
    }
  };

  return {
    attach: async (connection) => {
      const channel = await connection.openChannel();
      const { queue } = await channel.assertQueue("", { exclusive: true, autoDelete: true, durable: false });
      for (const pattern of patterns) await channel.bindQueue(queue, exchange, pattern);
      const receive = (message: { content: Buffer } | null) => {
        if (message) hear(message.content);
        else connection.fail(new Error(`The broker cancelled the listener to ${patterns.join(", ")}`));
      };
      await channel.consume(queue, receive, { noAck: true });
      look = async () => {
        const { consumerCount } = await channel.checkQueue(queue);
        if (consumerCount === 0)
          throw new Error(`The broker has lost the listener to ${patterns.join(", ")}`);
      };
      onGap();
    },
    look: () => look(),
  };
}
