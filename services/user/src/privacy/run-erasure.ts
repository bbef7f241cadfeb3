/** What an erasure owes: a mail that it has begun, its announcement, and in the end the account. */
import type { Later } from "@shop/kit/work/bench";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import type { MailContent } from "../mails/mail.ts";
import type { Mailer } from "../mails/mailer.ts";
import type { ErasureStore } from "./erasure-store.ts";
import { mailTriedMs, type Erasure } from "./erasure.ts";
import type { HeldStore } from "./held-store.ts";

export type RunErasureDeps = {
  readonly accounts: Pick<AccountStore, "find">;
  readonly erasures: Pick<ErasureStore, "announce" | "drop" | "setTold" | "finish">;
  readonly held: Pick<HeldStore, "erase" | "hasUnsent" | "eraseLetters">;
  readonly mailer: Mailer;
  /** Where it is shown to people. */
  readonly pageOf: (id: string) => string;
  readonly now: () => Date;
};

const mailPauseMs = 10_000;

/** Throws what the mail server said; the mail is due again later, or given up. */
export async function tellClosed(deps: RunErasureDeps, erasure: Erasure, later: Later): Promise<void> {
  const account = await deps.accounts.find(erasure.userId);
  if (account) {
    const content = { kind: "closed", link: deps.pageOf(erasure.id) } as const;
    await send(deps, { erasure, account, content, since: erasure.requestedAt }, later);
  }
  await deps.erasures.drop(erasure.id, "tell_closed");
}

export const announceErasure = ({ erasures, now }: RunErasureDeps, erasure: Erasure): Promise<void> =>
  erasures.announce(erasure, now());

/** The address is told before it is forgotten; a mail server that is away is waited for, but not for ever. */
export async function finishErasure(deps: RunErasureDeps, erasure: Erasure, later: Later): Promise<void> {
  const { erasures, held, accounts, now } = deps;
  const account = await accounts.find(erasure.userId);
  if (!account) return erasures.drop(erasure.id, "finish");
  if (await held.hasUnsent(account.id)) return later.postpone(1_000);
  if (!erasure.toldAt) {
    const since = new Date(Math.max(...Object.values(erasure.erasedAt).map((at) => at?.getTime() ?? 0)));
    await send(deps, { erasure, account, content: { kind: "erased" }, since }, later);
    await erasures.setTold(erasure.id, now());
  }
  await held.eraseLetters(account);
  await erasures.finish(erasure, now(), (transaction) => held.erase(account, transaction));
}

type Telling = {
  readonly erasure: Erasure;
  readonly account: Account;
  readonly content: MailContent;
  readonly since: Date;
};

async function send(
  { mailer, now }: RunErasureDeps,
  { erasure, account, content, since }: Telling,
  later: Later,
): Promise<void> {
  try {
    await mailer.send(erasure, { to: account.email, content });
  } catch (error) {
    // Given up: what is to be done is done without the mail.
    if (now().getTime() > since.getTime() + mailTriedMs) return;
    await later.postpone(mailPauseMs);
    throw error;
  }
}
