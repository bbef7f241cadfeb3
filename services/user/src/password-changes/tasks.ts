/** What those are owed who have forgotten their password. */
import type { Kind } from "@shop/kit/work/bench";
import { sendMail, type SendMailDeps } from "../mails/send-mail.ts";
import { toOwedMail, type MailTask } from "../registrations/address-rows.ts";
import type { ResetRow } from "./reset-store.ts";

export const resetMailTasks = (deps: SendMailDeps): { readonly mail: Kind<ResetRow, MailTask> } => ({
  mail: {
    concurrency: 2,
    // Longer than a mail server may take to answer.
    leaseMs: 30_000,
    run: ({ sentAt }, task, later) => sendMail(deps, toOwedMail(task, sentAt), later),
  },
});
