/** What addresses owe. */
import type { Kind } from "@shop/kit/work/bench";
import { toOwedMail, type AddressRow, type MailTask } from "../store/address-rows.ts";
import { sendMail, type SendDeps } from "./send-mail.ts";

export const mailTasks = (deps: SendDeps): { readonly mail: Kind<AddressRow, MailTask> } => ({
  mail: {
    concurrency: 2,
    // Longer than a mail server may take to answer.
    leaseMs: 30_000,
    run: ({ sentAt }, task, later) => sendMail(deps, toOwedMail(task, sentAt), later),
  },
});
