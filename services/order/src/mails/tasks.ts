/** Mails that orders owe. */
import type { Kind } from "@shop/kit/work/bench";
import type { Order, TaskOf } from "../orders/order.ts";
import { sendMail, type MailDeps } from "./send-mail.ts";

export const mailTasks = (deps: MailDeps): { readonly mail: Kind<Order, TaskOf<"mail">> } => ({
  mail: { concurrency: 4, leaseMs: 20_000, run: (...owed) => sendMail(deps, ...owed) },
});
