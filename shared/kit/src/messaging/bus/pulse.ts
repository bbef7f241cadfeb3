/**
 * Whether the broker still tells listeners all there is: a connection can be silent without being closed, and a broker
 * can lose a consumer and not say so. Who hears nothing would take that for nothing having happened.
 */
import { setTimeout as delay } from "node:timers/promises";
import { within } from "../../process/within.ts";
import type { Connection } from "./link.ts";
import type { Listener } from "./listener.ts";

const lookEveryMs = 2_000;
/** So long after the broker's last word nobody is sure of it any more. */
const unsureMs = 3_000;
const lookMs = 3_000;

export type Pulse = {
  /** From now on, in turn with the others. */
  add(listener: Pick<Listener, "look">): void;
  /** Looks for as long as the connection lives, and ends it when no word comes. */
  watch(connection: Connection): void;
  /** The broker has said a word lately, or nobody listens. */
  isFelt(): boolean;
};

export function createPulse(): Pulse {
  const listeners: Pick<Listener, "look">[] = [];
  let watched: Connection | undefined;
  let answeredAt = -Infinity;

  const run = async (connection: Connection): Promise<void> => {
    for (let turn = 0; ; turn += 1) {
      await delay(lookEveryMs, undefined, { ref: false });
      const listener = listeners[turn % listeners.length];
      if (watched !== connection) return;
      if (listener) await within(lookMs, "A word of the broker", listener.look());
      answeredAt = performance.now();
    }
  };

  return {
    add: (listener) => void listeners.push(listener),
    watch(connection) {
      watched = connection;
      answeredAt = performance.now();
      run(connection).catch((error: Error) => {
        if (watched === connection) connection.fail(error);
      });
    },
    isFelt: () => listeners.length === 0 || performance.now() - answeredAt < unsureMs,
  };
}
