/** What the owners of accounts are owed to be told. */
import type { Kind } from "@shop/kit/work/bench";
import { toOwedNotice, type NoticeRow, type NoticeTask } from "./notice-store.ts";
import { sendNotice, type SendNoticeDeps } from "./send-notice.ts";

export const noticeTasks = (deps: SendNoticeDeps): { readonly tell: Kind<NoticeRow, NoticeTask> } => ({
  tell: {
    // One at a time, so that an account's are counted one after the other.
    concurrency: 1,
    // Longer than a mail server may take to answer.
    leaseMs: 30_000,
    run: (row, task, later) => sendNotice(deps, toOwedNotice(row, task), later),
  },
});
