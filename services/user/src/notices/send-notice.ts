import type { Later } from "@shop/kit/work/bench";
import type { AccountStore } from "../accounts/account-store.ts";
import { retryMailAfterMs } from "../mails/mail.ts";
import type { Mailer } from "../mails/mailer.ts";
import type { NoticeStore } from "./notice-store.ts";
import { isEnough, type OwedNotice } from "./notice.ts";

export type SendNoticeDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly notices: Pick<NoticeStore, "sentSince" | "count" | "uncount" | "settle">;
  readonly mailer: Mailer;
  readonly now: () => Date;
};

const hour = 60 * 60_000;

/** To the address that the account has by now. Throws what the mail server said; it is due again later, or given up. */
export async function sendNotice(
  { accounts, notices, mailer, now }: SendNoticeDeps,
  owed: OwedNotice,
  later: Pick<Later, "postpone">,
): Promise<void> {
  const { id, kind, at, device, place, attempts } = owed;
  const account = await accounts.find(owed.accountId);
  const sentLately = account && (await notices.sentSince(owed, new Date(now().getTime() - hour)));
  if (!account || sentLately === undefined || isEnough(sentLately)) return notices.settle(id);
  await notices.count(id, now());
  const content = { kind: "notice", notice: kind, name: account.name, at, device, place } as const;
  try {
    await mailer.send({ id }, { to: account.email, content });
  } catch (error) {
    await notices.uncount(id);
    const retryAfterMs = retryMailAfterMs(attempts, at, now());
    await (retryAfterMs === undefined ? notices.settle(id) : later.postpone(retryAfterMs));
    throw error;
  }
  await notices.settle(id);
}
