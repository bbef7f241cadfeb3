/** What addresses owe. */
import type { Kind } from "@shop/kit/work/bench";
import { sendMail, type SendMailDeps } from "../mails/send-mail.ts";
import { toOwedMail, type AddressRow, type MailTask } from "./address-rows.ts";

export const mailTasks = (deps: SendMailDeps): { readonly mail: Kind<AddressRow, MailTask> } => ({
  mail: {
    concurrency: 2,
    // Longer than a mail server may take to answer.
    leaseMs: 30_000,
    run: ({ sentAt }, task, later) => sendMail(deps, toOwedMail(task, sentAt), later),
  },
});
