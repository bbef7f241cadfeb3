/**
 * A connection to RabbitMQ that comes back for ever. Any error, of the connection or of one channel, ends
 * the whole connection; the next one starts from nothing, so there is no half-working state to reason about.
 */
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { connect, type Channel, type ChannelModel, type ConfirmChannel } from "amqplib";
import type { Logger } from "../../process/logger.ts";
import { within } from "../../process/within.ts";

/** One life of the connection. */
export type Connection = {
  readonly model: ChannelModel;
  openChannel(): Promise<Channel>;
  openConfirmChannel(): Promise<ConfirmChannel>;
  /** Ends this connection; the next one follows by itself. */
  fail(reason: Error): void;
};

export type Link = AsyncDisposable & { isOpen(): boolean };

const heartbeatS = 10;
const handshakeMs = 5_000;
const setUpMs = 30_000;
const closeMs = 1_000;
const longestPauseMs = 1_000;
const steadyMs = 10_000;

/** `setUp` declares and subscribes; the link is open when it has ended. */
export function createLink({
  url,
  name,
  log,
  setUp,
}: {
  url: string;
  /** Shown by the broker's tools. */
  name: string;
  log: Logger;
  setUp: (connection: Connection) => Promise<void>;
}): Link {
  const stopping = new AbortController();
  const { signal } = stopping;
  const stopped = new Promise<Error>((resolve) => {
    signal.addEventListener("abort", () => resolve(new Error("Closed by us")), { once: true });
  });
  let isOpen = false;

  const live = async (): Promise<Error> => {
    const lost = Promise.withResolvers<Error>();
    let model: ChannelModel | undefined;
    const channels = new Set<Channel>();
    try {
      model = await open(url, name);
      const ready = within(
        setUpMs,
        "Setting up RabbitMQ",
        setUp(toConnection(model, channels, lost.resolve)),
      );
      const early = await Promise.race([ready, lost.promise, stopped]);
      if (early) return early;
      isOpen = true;
      log.info({ link: name }, "Connected to RabbitMQ");
      return await Promise.race([lost.promise, stopped]);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    } finally {
      isOpen = false;
      if (model) await close(model, channels);
    }
  };

  const run = async (): Promise<void> => {
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      const reason = await live();
      if (signal.aborted) return;
      failures = performance.now() - startedAt > steadyMs ? 1 : failures + 1;
      log[failures === 1 ? "warn" : "debug"]({ err: reason, link: name }, "RabbitMQ is away; trying again");
      await delay(pauseMs(failures), undefined, { signal }).catch(() => undefined);
    }
  };
  const running = run();

  return {
    isOpen: () => isOpen,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await running;
    },
  };
}

const pauseMs = (failures: number): number =>
  Math.min(100 * 2 ** (failures - 1), longestPauseMs) * (0.5 + Math.random() / 2);

function open(url: string, name: string): Promise<ChannelModel> {
  const withHeartbeat = new URL(url);
  if (!withHeartbeat.searchParams.has("heartbeat")) {
    withHeartbeat.searchParams.set("heartbeat", String(heartbeatS));
  }
  return connect(withHeartbeat.href, {
    timeout: handshakeMs,
    noDelay: true,
    keepAlive: true,
    clientProperties: { connection_name: name },
  });
}

function toConnection(
  model: ChannelModel,
  channels: Set<Channel>,
  fail: (reason: Error) => void,
): Connection {
  model.on("error", fail);
  model.on("handler-error", fail);
  model.on("close", (error) => fail(error ?? new Error("The connection was closed")));
  const watch = <C extends Channel>(channel: C): C => {
    channel.on("error", fail);
    channel.on("handler-error", fail);
    channel.on("close", () => {
      channels.delete(channel);
      // When it is the connection that ends, its own reason comes right after.
      setImmediate(() => fail(new Error("A channel was closed")));
    });
    channels.add(channel);
    return channel;
  };
  return {
    model,
    fail,
    openChannel: async () => watch(await model.createChannel()),
    openConfirmChannel: async () => watch(await model.createConfirmChannel()),
  };
}

/**
 * Channels first: amqplib lets the connection's last word overtake what the channels still have to say, acks included.
 * A peer that does not answer is left: amqplib would wait for it for ever.
 */
async function close(model: ChannelModel, channels: ReadonlySet<Channel>): Promise<void> {
  const closeAll = async () => {
    await Promise.all([...channels].map((channel) => channel.close()));
    await model.close();
  };
  try {
    await within(closeMs, "Closing", closeAll());
  } catch {
    const { stream } = model.connection as unknown as { stream: Duplex };
    stream.destroy();
  }
}
