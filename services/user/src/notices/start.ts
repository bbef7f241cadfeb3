/** Wires the notices: where they are owed, and who sends them. */
import type { Ground } from "@shop/kit/service/open-service";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Mailer } from "../mails/mailer.ts";
import {
  createNoticeStore,
  noticeRowsOf,
  type NoticeRow,
  type NoticeStore,
  type NoticeTask,
} from "./notice-store.ts";
import { noticeTasks } from "./tasks.ts";

type NoticeDeps = Pick<Ground, "connection" | "workOn"> & {
  readonly accounts: Pick<AccountStore, "find">;
  readonly mailer: Mailer;
  readonly now: () => Date;
};

export function openNotices({ connection, workOn, ...deps }: NoticeDeps): NoticeStore {
  const worker = workOn<NoticeRow, NoticeRow, NoticeTask>(noticeRowsOf(connection), (row) => row);
  const notices = createNoticeStore({ connection, worker });
  worker.begin(noticeTasks({ ...deps, notices }));
  return notices;
}
