/** Finding an order again by its number and its address: the link goes to the address, and nothing to whoever asks. */
import { advanceOrder, type AdvanceDeps } from "../orders/advance-order.ts";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import type { LookupStore } from "./lookup-store.ts";
import type { LookupThrottleStore } from "./lookup-throttle-store.ts";
import { isOf, lookedUp, toNumber, type Lookup } from "./lookup.ts";

/** Without the orders: what a request does not look at, its answer and its time cannot tell. */
export type AskDeps = {
  readonly lookups: Pick<LookupStore, "add">;
  readonly lookupThrottle: LookupThrottleStore;
  readonly now: () => Date;
  readonly newId: () => string;
};

export type AskForOrder = { readonly number: string; readonly email: string; readonly address: string };

/** Throws `order.too_many_lookups`. */
export async function askForOrder(
  { lookups, lookupThrottle, now, newId }: AskDeps,
  { number: written, email, address }: AskForOrder,
): Promise<void> {
  const number = toNumber(written);
  await lookupThrottle.admit({ number, address });
  await lookups.add({ id: newId(), number, emailKey: emailKeyOf(email) }, now());
}

export type LookUpDeps = AdvanceDeps & {
  readonly lookups: Pick<LookupStore, "findOrder" | "drop">;
};

/** Repeating it after a crash owes the same mail again, under the same id. */
export async function lookUpOrder(deps: LookUpDeps, lookup: Lookup): Promise<void> {
  const { id } = lookup;
  const order = await deps.lookups.findOrder(lookup.number);
  if (order && isOf(order, lookup))
    await advanceOrder(deps, { orderId: order.id, transition: lookedUp, told: { id }, known: order });
  await deps.lookups.drop(id);
}
