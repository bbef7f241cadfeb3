/** Takes an order one step on. */
import { change, type Expectation } from "@shop/kit/change";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import { orderErrors } from "./errors.ts";
import { requireReader, type Reader } from "./get-order.ts";
import type { OrderStore } from "./order-store.ts";
import type { OrderWatch } from "./order-watch.ts";
import type { Order } from "./order.ts";
import type { At } from "./transitions/next.ts";
import type { Transition } from "./transitions/transitions.ts";

export type AdvanceDeps = {
  readonly orders: Pick<OrderStore, "find" | "save" | "lastSaved">;
  readonly watch: Pick<OrderWatch, "changed">;
  readonly now: () => Date;
};

export type Step<Told extends At> = {
  readonly orderId: string;
  readonly transition: Transition<Told>;
  /** What it must be told; a function where that depends on the order as it is then. */
  readonly told: Omit<Told, "now"> | ((order: Order) => Omit<Told, "now">);
  /** The order as just read; saves a read, and is read again when it has changed since. */
  readonly known?: Order;
  readonly expect?: Expectation;
  /** Who must be allowed to see the order; the shop itself, when absent. */
  readonly reader?: Reader;
  /** The request that asks for it: saved with the step, both or neither. */
  readonly keyed?: KeyedRequest;
};

/** The order as it is afterwards, changed or not. Throws `order.not_found`, what `expect` throws, and `busy`. */
export async function advanceOrder<Told extends At>(
  { orders, watch, now }: AdvanceDeps,
  { orderId, transition, told, known, expect, reader, keyed }: Step<Told>,
): Promise<Order> {
  const toldOf = typeof told === "function" ? told : () => told;
  const changed = await change({
    known,
    // Whether somebody may see it is asked of the order as it is.
    remembered: reader ? undefined : orders.lastSaved(orderId),
    expect,
    find: async () => {
      const order = await orders.find(orderId);
      if (!order) throw orderErrors.notFound(orderId);
      if (reader) requireReader(order, reader);
      return order;
    },
    decide: (order) => transition(order, { ...toldOf(order), now: now() } as Told),
    save: (before, decision) => orders.save(before, decision, { transition: transition.name, keyed }),
  });
  if (!changed.decision) return changed.before;
  watch.changed(changed.saved);
  return changed.saved;
}
