/** Takes an order one step on: read, decide, save; decided again when somebody else was faster. */
import type { Cause } from "@shop/kit/transactions";
import type { OrderDeps } from "./deps.ts";
import { orderErrors } from "./errors.ts";
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
  /** Throws when the order is not what the caller expects. Asked again whenever the order is read again. */
  readonly expect?: (order: Order) => void;
};

type StepDeps = Pick<OrderDeps, "orders" | "watch" | "wake" | "now">;

/** The order as it is afterwards, changed or not. */
export async function advanceOrder<Name extends Transition>(
  deps: StepDeps,
  { orderId, transition, input, cause, known, expect }: Step<Name>,
): Promise<Order> {
  const decide = transitions[transition] as (order: Order, input: object) => Decision | undefined;
  let order = known ?? (await findOrder(deps, orderId));
  for (;;) {
    expect?.(order);
    const told = typeof input === "function" ? input(order) : input;
    const decision = decide(order, { ...told, now: deps.now() });
    if (!decision) return order;
    const result = await deps.orders.save(order, decision, { transition, cause });
    if (result === "duplicate") return order;
    if (result === "saved") {
      tell(deps, order, decision);
      return decision.order;
    }
    order = await findOrder(deps, orderId);
  }
}

async function findOrder({ orders }: Pick<OrderDeps, "orders">, orderId: string): Promise<Order> {
  const order = await orders.find(orderId);
  if (!order) throw orderErrors.notFound(orderId);
  return order;
}

function tell({ watch, wake }: StepDeps, before: Order, { order, mails }: Decision): void {
  watch.changed(order);
  if (order.task && order.task !== before.task) wake.payments();
  if (mails.length > 0) wake.mails();
}
