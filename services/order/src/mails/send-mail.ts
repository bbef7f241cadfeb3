/** Sends a mail that an order owes and writes it into the timeline. */
import { advanceOrder, type AdvanceDeps } from "../orders/advance-order.ts";
import type { Later } from "@shop/kit/work/bench";
import type { Order, TaskOf } from "../orders/order.ts";
import { mailSent } from "../orders/transitions/ending.ts";
import type { Mailer } from "./mailer.ts";

const firstDelayMs = 10_000;
const longestDelayMs = 60 * 60_000;

export type MailDeps = AdvanceDeps & {
  readonly mailer: Mailer;
};

/** Throws what the mail server said; the mail is due again later, or given up. */
export async function sendMail(
  deps: MailDeps,
  known: Order,
  task: TaskOf<"mail">,
  later: Later,
): Promise<void> {
  const { id: orderId } = known;
  // Its customer was forgotten: there is nobody to tell.
  if (known.contact.email === "") return later.giveUp();
  try {
    await deps.mailer.send(task, known);
  } catch (error) {
    const isOver = task.giveUpAt !== null && deps.now() > task.giveUpAt;
    const inMs = Math.min(firstDelayMs * 2 ** Math.min(task.attempts - 1, 10), longestDelayMs);
    await (isOver ? later.giveUp() : later.postpone(inMs));
    throw error;
  }
  await advanceOrder(deps, { orderId, transition: mailSent, told: { id: task.id }, known });
}
