/** Numbers that orders owe their books. */
import { setTimeout as pause } from "node:timers/promises";
import { untilDone } from "@shop/kit/process/until-done";
import type { Kind } from "@shop/kit/work/bench";
import type { Order, TaskOf } from "../orders/order.ts";
import type { InvoiceStore } from "./invoice-store.ts";

/** One that takes longer keeps nobody waiting any more. */
const hangsAfterMs = 15_000;

/** How long the first order waits for others to be numbered with. Whoever asks for an invoice before gets it at once. */
const gatherMs = 200;

export const invoiceTasks = (
  invoices: InvoiceStore,
): { readonly invoice: Kind<Order, TaskOf<"invoice">> } => {
  const number = together(invoices);
  return { invoice: { concurrency: 64, leaseMs: 20_000, run: ({ id }) => number(id) } };
};

/** One transaction after another, each for all that came while the one before it ran. */
function together(invoices: InvoiceStore): (orderId: string) => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let next: { readonly ids: Set<string>; readonly done: Promise<void> } | undefined;

  const begin = () => {
    const ids = new Set<string>();
    const turn = Promise.all([last, pause(gatherMs)]);
    const done = turn.then(() => {
      next = undefined;
      return invoices.number([...ids]);
    });
    // From when it runs, not from when it began to wait.
    const run = async (): Promise<void> => {
      await turn;
      await untilDone(done, hangsAfterMs);
    };
    last = run();
    return { ids, done };
  };

  return (orderId) => {
    next ??= begin();
    next.ids.add(orderId);
    return next.done;
  };
}
