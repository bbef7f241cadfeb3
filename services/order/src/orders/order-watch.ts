/**
 * Lets a request wait until an order is settled, whichever replica settles it.
 * News is only a hint; a slow look into the store backs it up.
 */
import { isSettled, type Order } from "./order.ts";

export type OrderWatch = {
  /** Something happened to this order. */
  changed(orderId: string): void;
  /** The order once settled, or as it is after `ms` or when `signal` ends the wait. */
  untilSettled(orderId: string, ms: number, signal: AbortSignal): Promise<Order | undefined>;
};

export function createOrderWatch(
  find: (id: string) => Promise<Order | undefined>,
  { everyMs = 1_000 }: { everyMs?: number } = {},
): OrderWatch {
  const waiting = new Map<string, Set<() => void>>();

  const news = (orderId: string, ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const listeners = waiting.get(orderId) ?? new Set();
      waiting.set(orderId, listeners);
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", done);
        listeners.delete(done);
        if (listeners.size === 0) waiting.delete(orderId);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, ms));
      signal.addEventListener("abort", done, { once: true });
      listeners.add(done);
    });

  return {
    changed: (orderId) => {
      for (const wake of waiting.get(orderId) ?? []) wake();
    },
    untilSettled: async (orderId, ms, signal) => {
      const until = performance.now() + ms;
      for (;;) {
        const msLeft = until - performance.now();
        const heard = news(orderId, Math.min(everyMs, msLeft), signal);
        const order = await find(orderId);
        if (!order || isSettled(order) || msLeft <= 0 || signal.aborted) return order;
        await heard;
      }
    },
  };
}
