/**
 * News of orders in this process: lets a request wait until one is at rest, whichever replica brings it there, and tells
 * who follows one. News is only a hint; a slow look into the store backs it up.
 */
import { awaitsCustomer, isSettled, type Order } from "./order.ts";

export type OrderWatch = {
  /** This process has changed the order. */
  changed(order: Order): void;
  /** Somebody, perhaps another replica, has changed the order. */
  heard(orderId: string): void;
  /** `known`, once settled or its customer is to do something, or as it is after `ms` or when `signal` ends the wait. */
  untilAtRest(known: Order, ms: number, signal: AbortSignal): Promise<Order>;
  /** Calls `wake` at every news of the order, until what is answered is called. One at a time follows an order. */
  follow(orderId: string, wake: () => void): () => void;
};

const isAtRest = (order: Order): boolean => isSettled(order) || awaitsCustomer(order);

type Wake = (order?: Order) => void;

export function createOrderWatch(
  find: (id: string) => Promise<Order | undefined>,
  { everyMs = 1_000 }: { everyMs?: number } = {},
): OrderWatch {
  const waiting = new Map<string, Set<Wake>>();
  const following = new Map<string, () => void>();

  /** Ends with the order when who told had it at hand. */
  const news = (orderId: string, ms: number, signal: AbortSignal) =>
    new Promise<Order | undefined>((resolve) => {
      const listeners = waiting.get(orderId) ?? new Set();
      waiting.set(orderId, listeners);
      const wake: Wake = (order) => {
        clearTimeout(timer);
        signal.removeEventListener("abort", stop);
        listeners.delete(wake);
        if (listeners.size === 0) waiting.delete(orderId);
        resolve(order);
      };
      const stop = () => wake();
      const timer = setTimeout(stop, Math.max(0, ms));
      signal.addEventListener("abort", stop, { once: true });
      listeners.add(wake);
    });

  const tell = (orderId: string, order?: Order) => {
    for (const wake of waiting.get(orderId) ?? []) wake(order);
  };

  return {
    changed: (order) => {
      if (isAtRest(order)) tell(order.id, order);
      following.get(order.id)?.();
    },
    heard: (orderId) => {
      tell(orderId);
      following.get(orderId)?.();
    },
    follow: (orderId, wake) => {
      following.set(orderId, wake);
      return () => void following.delete(orderId);
    },
    untilAtRest: async (known, ms, signal) => {
      const until = performance.now() + ms;
      let order = known;
      for (;;) {
        const msLeft = until - performance.now();
        if (isAtRest(order) || msLeft <= 0 || signal.aborted) return order;
        const told = await news(order.id, Math.min(everyMs, msLeft), signal);
        order = told ?? (await find(order.id)) ?? order;
      }
    },
  };
}
