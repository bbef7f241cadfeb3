/** What hearing of payments from the provider itself is made of. */
import type { Logger } from "@shop/kit/process/logger";
import type { Ground } from "@shop/kit/service/open-service";
import type { AdvanceDeps } from "../orders/advance-order.ts";
import { createNoticeStore, noticesOf, toNotice, type NoticeRow } from "./notice-store.ts";
import type { KeptNotice, NoticeTask } from "./notice.ts";
import { paymentRoutes } from "./routes.ts";
import { noticeTasks } from "./tasks.ts";

type Webhooks = Parameters<typeof paymentRoutes>[0]["webhooks"];

/** Its handlers. */
export function openNotices(
  { connection, workOn }: Ground,
  known: AdvanceDeps & { readonly webhooks: Webhooks },
  log: Logger,
): ReturnType<typeof paymentRoutes> {
  const worker = workOn<NoticeRow, KeptNotice, NoticeTask>(noticesOf(connection), toNotice);
  const notices = createNoticeStore({ connection, worker });
  const deps = { ...known, notices, warn: log.warn.bind(log) };
  worker.begin(noticeTasks(deps));
  return paymentRoutes(deps);
}
