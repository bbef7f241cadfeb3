/**
 * Publishing with confirms, on a channel of its own. Nothing is kept here: what is not confirmed stays with its owner.
 * A message that is not confirmed in time, or that no queue takes, ends the connection; the next one declares the queues anew.
 */
import type { ConfirmChannel, Options } from "amqplib";
import type { Logger } from "../../process/logger.ts";
import type { Connection } from "./link.ts";
import { within } from "../../process/within.ts";

export type Outgoing = {
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  /** With a `messageId`, by which an unroutable message is known. */
  readonly options: Options.Publish & { readonly messageId: string };
};

export type Publisher = {
  /** True when the broker has it, and, with `mandatory`, in a queue. Never throws. */
  send(message: Outgoing): Promise<boolean>;
  /** Connected, topology declared, and the broker takes messages. */
  canPublish(): boolean;
  /** Called each time that it takes messages again. */
  whenReady(listener: () => void): void;
  /** Uses this connection until it ends; called when the topology is declared. */
  attach(connection: Connection, channel: ConfirmChannel): void;
  /** Waits for the confirms under way. */
  flush(): Promise<void>;
};

export function createPublisher({ log, confirmMs = 5_000 }: { log: Logger; confirmMs?: number }): Publisher {
  let current: { readonly channel: ConfirmChannel; readonly connection: Connection } | undefined;
  let isBlocked = false;
  const listeners: (() => void)[] = [];
  const returned = new Set<string>();
  const underway = new Set<Promise<boolean>>();

  const confirm = (channel: ConfirmChannel, { exchange, routingKey, content, options }: Outgoing) =>
    new Promise<"confirmed" | "returned" | "refused">((resolve) => {
      channel.publish(
        exchange,
        routingKey,
        content,
        { persistent: true, ...options },
        (error: Error | null) => {
          // The broker returns a message before it confirms it.
          const wasReturned = returned.delete(keyOf(routingKey, options.messageId));
          if (error) resolve("refused");
          else resolve(wasReturned ? "returned" : "confirmed");
        },
      );
    });

  const tellReady = (): void => {
    for (const listener of listeners) listener();
  };

  const send = async (message: Outgoing): Promise<boolean> => {
    if (!current || isBlocked) return false;
    const { channel, connection } = current;
    const { routingKey } = message;
    try {
      const outcome = await within(confirmMs, "A confirm", confirm(channel, message));
      if (outcome === "returned") connection.fail(new Error(`No queue took a message to ${routingKey}`));
      return outcome === "confirmed";
    } catch (cause) {
      const silence = new Error(`A message to ${routingKey} was not confirmed`, { cause });
      // A broker that has said that it takes nothing now is silent for that reason; another connection changes nothing.
      if (!isBlocked) connection.fail(silence);
      return false;
    }
  };

  return {
    send: (message) => {
      const sending = send(message).finally(() => underway.delete(sending));
      underway.add(sending);
      return sending;
    },
    canPublish: () => current !== undefined && !isBlocked,
    whenReady: (listener) => void listeners.push(listener),
    attach: (connection, channel) => {
      const { model } = connection;
      current = { channel, connection };
      isBlocked = false;
      returned.clear();
      channel.on("return", ({ fields, properties }) => {
        returned.add(keyOf(fields.routingKey, String(properties.messageId)));
      });
      channel.on("close", () => {
        if (current?.channel === channel) current = undefined;
      });
      model.on("blocked", (reason) => {
        log.warn({ reason }, "RabbitMQ takes no messages");
        isBlocked = true;
      });
      model.on("unblocked", () => {
        log.info("RabbitMQ takes messages again");
        isBlocked = false;
        tellReady();
      });
      tellReady();
    },
    flush: async () => {
      await Promise.all(underway);
    },
  };
}

const keyOf = (routingKey: string, messageId: string): string => `${routingKey} ${messageId}`;
