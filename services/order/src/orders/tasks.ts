/** What an order owes by the clock. */
import type { Kind } from "@shop/kit/work/bench";
import { advanceOrder, type AdvanceDeps } from "./advance-order.ts";
import type { Order, TaskOf } from "./order.ts";
import { timedOut } from "./transitions/ending.ts";

export const deadlineTasks = (deps: AdvanceDeps): { readonly deadline: Kind<Order, TaskOf<"deadline">> } => ({
  deadline: {
    concurrency: 8,
    leaseMs: 20_000,
    run: (known) => advanceOrder(deps, { orderId: known.id, transition: timedOut, told: {}, known }),
  },
});
