/**
 * Makes the call to the payment provider that an order owes, and tells the order what came of it.
 * No answer is not a no: the call is repeated under the same key, then the provider is asked what it holds.
 * Only its decline, or nothing held *and* the reference voided, counts as failed.
 */
import { euros } from "@shop/contracts/values";
import { advanceOrder, type InputOf } from "./advance-order.ts";
import type { OrderDeps } from "./deps.ts";
import type { Order, PaymentTask } from "./order.ts";
import type { Transition } from "./saga.ts";

/** Asking for an authorisation is given up after this long without an answer. */
const giveUpAfterMs = 30_000;
const longestDelayMs = { authorise: 5_000, capture: 5_000, return_money: 60_000 } as const;

export async function settlePayment(deps: OrderDeps, order: Order): Promise<void> {
  const { id: orderId, task } = order;
  if (!task) return;
  const isKnown = await attempts[task.kind](deps, order, task);
  if (!isKnown) await deps.orders.postponeTask(orderId, task.kind, delayMs(task));
}

/** Each makes one attempt and says whether the outcome is known. */
const attempts: Record<
  PaymentTask["kind"],
  (deps: OrderDeps, order: Order, task: PaymentTask) => Promise<boolean>
> = {
  authorise: async (deps, order, task) => {
    const answer = await deps.payments.authorise(order);
    if (answer.kind === "authorised")
      return advance(deps, order, "authorised", { chargeId: answer.chargeId });
    if (answer.kind === "declined") return advance(deps, order, "declined", { reason: answer.reason });
    await advance(deps, order, "paymentUnknown", {});
    return task.attempts > 1 && findAuthorisation(deps, order, task);
  },

  capture: async (deps, order, task) => {
    const { chargeId } = order.payment;
    if (!chargeId) return advance(deps, order, "captureRefused", { reason: "no authorisation" });
    const answer = await deps.payments.capture(order, chargeId);
    if (answer.kind === "captured") return advance(deps, order, "captured", { amount: order.total });
    if (answer.kind === "refused") return advance(deps, order, "captureRefused", { reason: answer.reason });
    await advance(deps, order, "paymentUnknown", {});
    return task.attempts > 1 && findCapture(deps, order);
  },

  return_money: async (deps, order) => {
    const voided = await deps.payments.voidAuthorisation(order);
    if (voided.kind === "voided")
      return advance(deps, order, "moneyReturned", { how: "voided", amount: euros(0) });
    if (voided.kind === "unknown") return false;
    const refunded = await deps.payments.refund(order, voided.charge);
    if (refunded.kind === "unknown") return false;
    return advance(deps, order, "moneyReturned", { how: "refunded", amount: voided.charge.captured });
  },
};

async function findAuthorisation(deps: OrderDeps, order: Order, task: PaymentTask): Promise<boolean> {
  const answer = await deps.payments.find(order);
  if (answer.kind === "found") {
    const { id: chargeId, status } = answer.charge;
    if (status === "authorised") return advance(deps, order, "authorised", { chargeId });
    if (status === "declined") return advance(deps, order, "declined", { reason: status });
    if (status === "voided") return advance(deps, order, "authorisationFailed", {});
  }
  const isOver = deps.now().getTime() - task.since.getTime() > giveUpAfterMs;
  if (answer.kind !== "nothing" || !isOver) return false;
  const voided = await deps.payments.voidAuthorisation(order);
  return voided.kind === "voided" && advance(deps, order, "authorisationFailed", {});
}

async function findCapture(deps: OrderDeps, order: Order): Promise<boolean> {
  const answer = await deps.payments.find(order);
  if (answer.kind !== "found" || answer.charge.status !== "captured") return false;
  return advance(deps, order, "captured", { amount: answer.charge.captured });
}

async function advance<Name extends Transition>(
  deps: OrderDeps,
  known: Order,
  transition: Name,
  input: InputOf<Name>,
): Promise<true> {
  await advanceOrder(deps, { orderId: known.id, transition, input, known });
  return true;
}

const delayMs = ({ kind, attempts: made }: PaymentTask): number =>
  Math.min(250 * 2 ** Math.min(made - 1, 10), longestDelayMs[kind]);
