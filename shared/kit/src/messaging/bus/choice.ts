/**
 * Which events come into a consumer's queue, where that is chosen while the shop runs: what nobody wants costs nothing,
 * and the broker keeps the choice. Who chose something hears all that is published after `refresh`; what is chosen no
 * more may still come for a while.
 */
import { setTimeout as delay } from "node:timers/promises";
import type { Channel } from "amqplib";
import type { Logger } from "../../process/logger.ts";
import { within } from "../../process/within.ts";
import type { Connection } from "./link.ts";
import { exchange } from "./topology.ts";

export type Choice = {
  /**
   * Call after what was chosen has changed. True: the broker has it. A broker that is not there at once is waited for, for
   * two seconds; after that it hears of it when it is there, which may be too late for what was published meanwhile. Does
   * not throw.
   */
  refresh(): Promise<boolean>;
};

const waitMs = 2_000;

/** What takes longer hangs, and must not keep the next waiting. */
const hangsAfterMs = 10_000;

export function createChoice({
  queue,
  all,
  chosen,
  log,
}: {
  readonly queue: string;
  /** Names of all that could be chosen. */
  readonly all: readonly string[];
  /** Names of what is chosen now, as all processes see it. */
  readonly chosen: () => Promise<readonly string[]>;
  readonly log: Logger;
}): Choice & { attach(connection: Connection): Promise<void> } {
  let channel: Channel | undefined;
  let attached = Promise.withResolvers<void>();
  let last = Promise.resolve(true);

  const bind = async (open: Channel, names: ReadonlySet<string>): Promise<void> => {
    const each = all.map((name) =>
      names.has(name) ? open.bindQueue(queue, exchange, name) : open.unbindQueue(queue, exchange, name),
    );
    await Promise.all(each);
  };

  /** Another process may have chosen between the look and what followed from it: whoever takes away looks again. */
  const settle = async (): Promise<boolean> => {
    if (!channel) await Promise.race([attached.promise, delay(waitMs, undefined, { ref: false })]);
    const open = channel;
    if (!open) return false;
    let bound: string | undefined;
    for (;;) {
      const names = new Set(await chosen());
      const now = [...names].toSorted().join();
      if (now === bound) return true;
      await bind(open, names);
      bound = now;
    }
  };

  const refresh = (): Promise<boolean> => {
    last = last
      .then(() => within(hangsAfterMs, "Choosing events", settle()))
      .catch((error: unknown) => {
        log.warn({ err: error, queue }, "Cannot say which events are wanted; what was said before stays");
        return false;
      });
    return last;
  };

  return {
    refresh,
    attach: async (connection) => {
      const opened = await connection.openChannel();
      channel = opened;
      attached.resolve();
      opened.once("close", () => {
        if (channel !== opened) return;
        channel = undefined;
        attached = Promise.withResolvers();
      });
      // Not waited for: a database that is away would keep the others from their messages.
      void refresh();
    },
  };
}
