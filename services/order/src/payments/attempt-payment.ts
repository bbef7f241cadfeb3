/**
 * Makes the call to the payment provider that an order owes, and tells the order what came of it.
 * No answer is not a no: the call is repeated under the same key, then the provider is asked what it holds.
 * Only its decline, or nothing held *and* the reference voided, counts as failed.
 */
import { moneyText } from "@shop/contracts/language/money-text";
import { euros } from "@shop/contracts/language/values";
import type { Later } from "@shop/kit/work/bench";
import { advanceOrder, type AdvanceDeps, type Step } from "../orders/advance-order.ts";
import type { Order, Task, TaskOf } from "../orders/order.ts";
import type { At } from "../orders/transitions/next.ts";
import {
  actionNeeded,
  authorisationFailed,
  authorised,
  captured,
  captureRefused,
  declined,
  moneyReturned,
  paymentUnknown,
} from "../orders/transitions/payment.ts";
import { isSame } from "../pricing/money.ts";
import { isPending } from "../refunds/refund.ts";
import type { PaymentProvider } from "./provider.ts";

export type PaymentDeps = AdvanceDeps & {
  readonly payments: PaymentProvider;
};

type Attempt<Kind extends Task["kind"]> = (
  deps: PaymentDeps,
  order: Order,
  task: TaskOf<Kind>,
  later: Pick<Later, "postpone">,
) => Promise<unknown>;

/** Nothing is to be paid, and so nobody is asked. */
const isFree = ({ total }: Order): boolean => total.amount === 0;
const freeCharge = "free";

export const authorise: Attempt<"authorise"> = async (deps, order, task, later) => {
  if (isFree(order)) return advance(deps, order, authorised, { chargeId: freeCharge });
  if (order.payment.actionUrl !== undefined) return awaitCustomer(deps, order, task, later);
  const answer = await deps.payments.authorise(order);
  if (answer.kind === "action") {
    await advance(deps, order, actionNeeded, answer);
    return later.postpone(lookAfterMs);
  }
  if (answer.kind === "authorised") return advance(deps, order, authorised, { chargeId: answer.chargeId });
  if (answer.kind === "declined") return advance(deps, order, declined, { reason: answer.reason });
  if (answer.kind === "refused") return advance(deps, order, authorisationFailed, { reason: answer.reason });
  await advance(deps, order, paymentUnknown, {});
  const isKnown = task.attempts > 1 && (await findAuthorisation(deps, order, task));
  return isKnown || later.postpone(delayMs(task, 5_000));
};

export const capture: Attempt<"capture"> = async (deps, order, task, later) => {
  if (isFree(order)) return advance(deps, order, captured, { amount: order.total });
  const { chargeId } = order.payment;
  if (!chargeId) return advance(deps, order, captureRefused, { reason: "no authorisation" });
  const answer = await deps.payments.capture(order, chargeId);
  if (answer.kind === "captured") return advance(deps, order, captured, { amount: order.total });
  if (answer.kind === "refused") return advance(deps, order, captureRefused, { reason: answer.reason });
  await advance(deps, order, paymentUnknown, {});
  const isKnown = task.attempts > 1 && (await findCapture(deps, order));
  return isKnown || later.postpone(delayMs(task, 5_000));
};

/** Voids what is authorised, or gives back what was taken: the rest of it, once refunds that are under way have ended. */
export const returnMoney: Attempt<"return_money"> = async (deps, order, task, later) => {
  if (isFree(order)) return advance(deps, order, moneyReturned, { how: "voided", amount: order.total });
  const again = () => later.postpone(delayMs(task, 60_000));
  if (order.refunds.some(isPending)) return again();
  const voided = await deps.payments.voidAuthorisation(order);
  if (voided.kind === "voided")
    return advance(deps, order, moneyReturned, { how: "voided", amount: euros(0) });
  if (voided.kind === "unknown") return again();
  const { id: chargeId, captured: taken, refunded } = voided.charge;
  const amount = { ...taken, amount: taken.amount - refunded.amount };
  if (amount.amount > 0) {
    const call = { id: task.id, chargeId, amount, reason: "cancelled" };
    const answer = await deps.payments.refund(order, call);
    if (answer.kind !== "refunded") return again();
  }
  return advance(deps, order, moneyReturned, { how: "refunded", amount: taken });
};

/** The provider's event tells sooner; should it be lost, this finds out. */
const lookAfterMs = 15_000;

const awaitCustomer: Attempt<"authorise"> = async (deps, order, task, later) =>
  (await findAuthorisation(deps, order, task)) || later.postpone(lookAfterMs);

/** Says whether the outcome is known. */
async function findAuthorisation(deps: PaymentDeps, order: Order, task: Task): Promise<boolean> {
  const answer = await deps.payments.find(order);
  if (answer.kind === "found") {
    const { id: chargeId, status } = answer.charge;
    // Taken by hand it was authorised, too; taking it again tells that it is.
    if (status === "authorised" || status === "captured")
      return advance(deps, order, authorised, { chargeId });
    if (status === "declined") return advance(deps, order, declined, { reason: status });
    if (status === "voided") return advance(deps, order, authorisationFailed, {});
  }
  const isOver = task.giveUpAt !== null && deps.now() > task.giveUpAt;
  if (answer.kind !== "nothing" || !isOver) return false;
  const voided = await deps.payments.voidAuthorisation(order);
  return voided.kind === "voided" && advance(deps, order, authorisationFailed, {});
}

/** Says whether the outcome is known. */
async function findCapture(deps: PaymentDeps, order: Order): Promise<boolean> {
  const answer = await deps.payments.find(order);
  if (answer.kind !== "found" || answer.charge.status !== "captured") return false;
  const { captured: amount } = answer.charge;
  if (isSame(amount, order.total)) return advance(deps, order, captured, { amount });
  const reason = `captured ${moneyText(amount)} instead of ${moneyText(order.total)}`;
  return advance(deps, order, captureRefused, { reason });
}

async function advance<Told extends At>(
  deps: PaymentDeps,
  known: Order,
  transition: Step<Told>["transition"],
  told: Omit<Told, "now">,
): Promise<true> {
  await advanceOrder(deps, { orderId: known.id, transition, told, known });
  return true;
}

const delayMs = ({ attempts }: Task, longestMs: number): number =>
  Math.min(250 * 2 ** Math.min(attempts - 1, 10), longestMs);
