/** Sends a mail that an order owes and writes it into the timeline. */
import { advanceOrder } from "./advance-order.ts";
import type { OrderDeps, OwedMail } from "./deps.ts";

const firstDelayMs = 10_000;
const longestDelayMs = 60 * 60_000;
/** About three days of trying: then nobody takes it. */
const maxAttempts = 80;

/** Throws what the mail server said; the mail is due again later, or given up. */
export async function sendMail(deps: OrderDeps, { orderId, kind, attempts }: OwedMail): Promise<void> {
  const order = await deps.orders.find(orderId);
  if (!order || order.mailed.includes(kind)) return;
  try {
    await deps.mailer.send(kind, order);
  } catch (error) {
    const delayMs = Math.min(firstDelayMs * 2 ** (attempts - 1), longestDelayMs);
    await deps.orders.postponeMail({ orderId, kind }, attempts < maxAttempts ? delayMs : null);
    throw error;
  }
  await advanceOrder(deps, { orderId, transition: "mailSent", input: { kind }, known: order });
}
