/** Takes an order one step on: read, decide, save; decided again when somebody else was faster. */
import type { Cause } from "@shop/kit/transactions";
import type { OrderDeps } from "./deps.ts";
import { orderErrors } from "./errors.ts";
import type { Order } from "./order.ts";
import { transitions, type Transition } from "./saga.ts";

/** What a transition must be told, apart from the order and the time. */
export type InputOf<Name extends Transition> = Omit<Parameters<(typeof transitions)[Name]>[1], "now">;

export type Step<Name extends Transition> = {
  readonly orderId: string;
  readonly transition: Name;
  readonly input: InputOf<Name>;
  /** The message that brought the news; handled once, with the change. */
  readonly cause?: Cause | undefined;
};

type StepDeps = Pick<OrderDeps, "orders" | "watch" | "wake" | "now">;

/** The order as it is afterwards, changed or not. */
export async function advanceOrder<Name extends Transition>(
  { orders, watch, wake, now }: StepDeps,
  { orderId, transition, input, cause }: Step<Name>,
): Promise<Order> {
  const decide = transitions[transition] as (
    order: Order,
    input: object,
  ) => ReturnType<(typeof transitions)[Name]>;
  for (;;) {
    const order = await orders.find(orderId);
    if (!order) throw orderErrors.notFound(orderId);
    const decision = decide(order, { ...input, now: now() });
    if (!decision) return order;
    const result = await orders.save(order, decision, { transition, cause });
    if (result === "moved") continue;
    if (result === "duplicate") return order;
    watch.changed(orderId);
    wake();
    return decision.order;
  }
}
