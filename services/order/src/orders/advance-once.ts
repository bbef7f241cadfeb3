/** Takes an order one step on for a request that may be repeated: once for each key. */
import { AppError } from "@shop/kit/errors";
import type { KeyedRequest } from "@shop/kit/keyed-request";
import type { TakeTurns } from "@shop/kit/mongo/document-turns";
import { advanceOrder, type AdvanceDeps, type Step } from "./advance-order.ts";
import { orderErrors } from "./errors.ts";
import type { OrderStore } from "./order-store.ts";
import type { Order } from "./order.ts";
import type { At } from "./transitions/next.ts";

export type AdvanceOnceDeps = AdvanceDeps & {
  readonly orders: Pick<OrderStore, "find" | "save" | "lastSaved" | "refuseUsed">;
  /** Those who change one order in this process wait for each other, where they would only be in each other's way. */
  readonly takeTurns: TakeTurns;
};

/**
 * The order as it is afterwards. Throws `order.not_found`, `busy`, `idempotency.in_progress`, what `expect` and what the
 * transition throws.
 */
export async function advanceOnce<Told extends At>(
  deps: AdvanceOnceDeps,
  { keyed, ...step }: Step<Told> & { readonly keyed: KeyedRequest },
): Promise<Order> {
  if (keyed.objectId !== undefined) return findMade(deps, keyed.objectId);
  try {
    return await deps.takeTurns([step.orderId], () => advanceOrder(deps, { ...step, keyed }));
  } catch (refusal) {
    // What is no longer possible may be what the same request has done elsewhere.
    if (refusal instanceof AppError) await deps.orders.refuseUsed(keyed);
    throw refusal;
  }
}

/** An earlier request with this key made the step, and never answered. */
async function findMade({ orders }: AdvanceOnceDeps, orderId: string): Promise<Order> {
  const order = await orders.find(orderId);
  if (!order) throw orderErrors.notFound(orderId);
  return order;
}
