import { advanceOrder } from "./advance-order.ts";
import type { OrderDeps } from "./deps.ts";
import type { MailKind } from "./order.ts";

/** Sends a mail that an order owes and writes it into the timeline. */
export async function sendMail(
  deps: OrderDeps,
  { orderId, kind }: { orderId: string; kind: MailKind },
): Promise<void> {
  const order = await deps.orders.find(orderId);
  if (!order || order.mailed.includes(kind)) return;
  await deps.mailer.send(kind, order);
  await advanceOrder(deps, { orderId, transition: "mailSent", input: { kind } });
}
