/** Takes an order one step on. */
import { change, type Expectation } from "@shop/kit/change";
import type { Cause } from "@shop/kit/transactions";
import type { OrderDeps } from "./deps.ts";
import { orderErrors } from "./errors.ts";
import { requireReader, type Reader } from "./get-order.ts";
import type { Decision, Order } from "./order.ts";
import { transitions, type Transition } from "./saga.ts";

/** What a transition must be told, apart from the order and the time. */
export type InputOf<Name extends Transition> = Omit<Parameters<(typeof transitions)[Name]>[1], "now">;

export type Step<Name extends Transition> = {
  readonly orderId: string;
  readonly transition: Name;
  /** A function where it depends on the order as it is then. */
  readonly input: InputOf<Name> | ((order: Order) => InputOf<Name>);
  /** The message that brought the news; handled once, with the change. */
  readonly cause?: Cause | undefined;
  /** The order as just read; saves a read, and is read again when it has changed since. */
  readonly known?: Order;
  readonly expect?: Expectation;
  /** Who must be allowed to see the order; the shop itself, when absent. */
  readonly reader?: Reader;
};

type StepDeps = Pick<OrderDeps, "orders" | "watch" | "wake" | "now">;

/** The order as it is afterwards, changed or not. Throws `order.not_found`, what `expect` throws, and `busy`. */
export async function advanceOrder<Name extends Transition>(
  deps: StepDeps,
  { orderId, transition, input, cause, known, expect, reader }: Step<Name>,
): Promise<Order> {
  const transit = transitions[transition] as (order: Order, input: object) => Decision | undefined;
  const changed = await change({
    known,
    expect,
    find: () => findOrder(deps, orderId, reader),
    decide: (order) =>
      transit(order, { ...(typeof input === "function" ? input(order) : input), now: deps.now() }),
    save: (before, decision) => deps.orders.save(before, decision, { transition, cause }),
  });
  if (!changed.decision || changed.saved === "duplicate") return changed.before;
  tell(deps, changed.before, changed.decision);
  return changed.decision.order;
}

async function findOrder(
  { orders }: Pick<OrderDeps, "orders">,
  orderId: string,
  reader: Reader | undefined,
): Promise<Order> {
  const order = await orders.find(orderId);
  if (!order) throw orderErrors.notFound(orderId);
  if (reader) requireReader(order, reader);
  return order;
}

function tell({ watch, wake }: StepDeps, before: Order, { order, mails }: Decision): void {
  watch.changed(order);
  if (order.task && order.task !== before.task) wake.payments();
  if (mails.length > 0) wake.mails();
}
