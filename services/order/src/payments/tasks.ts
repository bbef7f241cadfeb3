/** What orders owe to the payment provider. */
import type { Kinds } from "@shop/kit/work/worker";
import type { Order, TaskOf } from "../orders/order.ts";
import { authorise, capture, returnMoney, type PaymentDeps } from "./attempt-payment.ts";
import type { KeptNotice, NoticeTask } from "./notice.ts";
import { applyNotice, type NoticeDeps } from "./receive-notice.ts";

type PaymentTask = TaskOf<"authorise" | "capture" | "return_money">;

/** The lease is longer than all calls of one attempt at the provider together. */
const calls = { concurrency: 32, leaseMs: 20_000 } as const;

export const paymentTasks = (deps: PaymentDeps): Kinds<Order, PaymentTask> => ({
  authorise: { ...calls, run: (...owed) => authorise(deps, ...owed) },
  capture: { ...calls, run: (...owed) => capture(deps, ...owed) },
  return_money: { ...calls, run: (...owed) => returnMoney(deps, ...owed) },
});

/** What a provider's event owes to its order. */
export const noticeTasks = (deps: NoticeDeps): Kinds<KeptNotice, NoticeTask> => ({
  apply_notice: { ...calls, run: (...owed) => applyNotice(deps, ...owed) },
});
