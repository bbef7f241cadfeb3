/**
 * Takes in what the payment provider tells by itself, and tells the order. What has an effect is saved before it is
 * acknowledged: the provider need not send it again.
 */
import { AppError } from "@shop/kit/errors";
import type { Later } from "@shop/kit/work/bench";
import { advanceOrder, type AdvanceDeps } from "../orders/advance-order.ts";
import type { Order } from "../orders/order.ts";
import { doubtAbout, isKnown, noticed, type Notice } from "../orders/transitions/notice.ts";
import { paymentErrors } from "./errors.ts";
import type { NoticeStore } from "./notice-store.ts";
import {
  keep,
  lookAgainMs,
  type KeptNotice,
  type NoticeTask,
  type PaymentWebhooks,
  type SentEvent,
} from "./notice.ts";

type Warn = (about: Readonly<Record<string, unknown>>, message: string) => void;

export type NoticeDeps = AdvanceDeps & {
  readonly notices: NoticeStore;
  readonly webhooks: PaymentWebhooks;
  /** For those who watch over the shop. */
  readonly warn: Warn;
};

export type ReceiveNotice = SentEvent & { readonly provider: string };

/** Throws `payment.unknown_provider`, `payment.bad_signature` and `payment.bad_event`. */
export async function receiveNotice(deps: NoticeDeps, { provider, ...sent }: ReceiveNotice): Promise<void> {
  const { webhooks, orders, notices, now } = deps;
  if (provider !== webhooks.provider) throw paymentErrors.unknownProvider();
  const notice = await webhooks.read(sent);
  if (!notice) return;
  const last = orders.lastSaved(notice.orderId);
  if (last && isKnown(last, notice)) return;
  const order = await orders.find(notice.orderId);
  // Mostly the provider's answer was here first: then there is nothing to be kept.
  if (order && !noticed(order, { notice, now: now() })) return;
  await notices.insert(keep(notice, now()));
}

/** Waits for an order that is not there yet, three days at most. */
export async function applyNotice(
  deps: NoticeDeps,
  kept: KeptNotice,
  task: NoticeTask,
  later: Later,
): Promise<void> {
  const { notice } = kept;
  if (await tell(deps, notice)) return later.giveUp();
  const { orderId, id } = notice;
  if (task.giveUpAt === null || deps.now() < task.giveUpAt)
    return later.postpone(lookAgainMs(kept, deps.now()));
  deps.warn({ orderId, notice: id }, "A payment event of an order that never came");
  return later.giveUp();
}

/** Says whether there is an order to tell. */
async function tell(deps: NoticeDeps, notice: Notice): Promise<boolean> {
  const { orderId } = notice;
  try {
    warnOfDoubt(deps, await advanceOrder(deps, { orderId, transition: noticed, told: { notice } }), notice);
    return true;
  } catch (error) {
    if (error instanceof AppError && error.code === "order.not_found") return false;
    throw error;
  }
}

function warnOfDoubt({ warn }: NoticeDeps, order: Order, notice: Notice): void {
  const doubt = order.payment.noted?.includes(notice.id) ? doubtAbout(order, notice) : undefined;
  if (doubt === undefined) return;
  warn({ orderId: order.id, notice: notice.id, doubt }, "A payment event is held for review");
}
