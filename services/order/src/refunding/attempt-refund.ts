/**
 * Makes the refund that an order owes, and tells the order what came of it. No answer is not a no: the call is repeated
 * under the same key, and then the provider is asked whether it has made it.
 */
import type { TakeTurns } from "@shop/kit/mongo/document-turns";
import type { Later } from "@shop/kit/work/bench";
import { advanceOrder, type AdvanceDeps } from "../orders/advance-order.ts";
import type { Order, TaskOf } from "../orders/order.ts";
import { refundDone, refundFailed } from "../orders/transitions/refund.ts";
import type { PaymentProvider, RefundCall } from "../payments/provider.ts";

export type RefundDeps = AdvanceDeps & {
  readonly payments: Pick<PaymentProvider, "refund" | "findRefund" | "find">;
  readonly reviewAfterMs: number;
  readonly takeTurns: TakeTurns;
};

const firstDelayMs = 250;
const longestDelayMs = 60_000;
/** A provider keeps a key for a day; after a longer outage the same call would be another refund, so it is asked first. */
const keyGoodForMs = 20 * 60 * 60_000;

export async function attemptRefund(
  deps: RefundDeps,
  known: Order,
  { refundId, attempts }: TaskOf<"refund">,
  later: Pick<Later, "postpone">,
): Promise<unknown> {
  const refund = known.refunds.find(({ id }) => id === refundId);
  const chargeId = known.payment.chargeId ?? (await findCharge(deps, known));
  const again = () =>
    later.postpone(Math.min(firstDelayMs * 2 ** Math.min(attempts - 1, 10), longestDelayMs));
  if (!refund || chargeId === undefined) return again();
  const call = { id: refundId, chargeId, amount: refund.amount, reason: refund.reason ?? "refunded" };
  const isOld = deps.now().getTime() - refund.createdAt.getTime() > keyGoodForMs;
  const outcome = await ask(deps, known, call, { attempts, isOld });
  if (outcome.kind === "unknown") return again();
  const { id: orderId } = known;
  const { reviewAfterMs } = deps;
  // Of many refunds of one order each has changed it meanwhile: it is read anew, in its turn.
  return deps.takeTurns([orderId], () =>
    outcome.kind === "refunded"
      ? advanceOrder(deps, { orderId, transition: refundDone, told: { refundId, reviewAfterMs } })
      : advanceOrder(deps, {
          orderId,
          transition: refundFailed,
          told: { refundId, reason: outcome.reason },
        }),
  );
}

type Asked = { readonly attempts: number; readonly isOld: boolean };

async function ask({ payments }: RefundDeps, order: Order, call: RefundCall, { attempts, isOld }: Asked) {
  const made = isOld ? await payments.findRefund(order, call) : undefined;
  if (made && made.kind !== "nothing") return toOutcome(made);
  const answer = await payments.refund(order, call);
  if (answer.kind !== "unknown" || attempts < 2) return answer;
  return toOutcome(await payments.findRefund(order, call));
}

function toOutcome(found: Awaited<ReturnType<PaymentProvider["findRefund"]>>) {
  if (found.kind === "refused") return found;
  return found.kind === "found" ? ({ kind: "refunded" } as const) : ({ kind: "unknown" } as const);
}

/** An order of which only the provider knew that it was charged. */
async function findCharge({ payments }: RefundDeps, order: Order): Promise<string | undefined> {
  const found = await payments.find(order);
  return found.kind === "found" ? found.charge.id : undefined;
}
