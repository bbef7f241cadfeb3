/** Sends a mail that an address is owed, unless it was sent too many lately. */
import type { Later } from "@shop/kit/work/bench";
import { allowMail, retryMailAfterMs, type Letter, type MailStore, type OwedMail } from "./mail.ts";
import type { Mailer } from "./mailer.ts";

export type SendMailDeps = {
  readonly mails: MailStore;
  readonly mailer: Mailer;
  /** Anew for each attempt, by the slice that owes the mail; undefined: there is nothing to say any more. */
  readonly write: (mail: OwedMail) => Promise<Letter | undefined>;
  readonly now: () => Date;
};

/** Throws what the mail server said; the mail is due again later, or given up. */
export async function sendMail(
  { mails, mailer, write, now }: SendMailDeps,
  mail: OwedMail,
  later: Pick<Later, "postpone">,
): Promise<void> {
  const at = now();
  const allowance = allowMail(mail.sentAt, at);
  if ("notBefore" in allowance) return later.postpone(allowance.notBefore.getTime() - at.getTime());
  const letter = await write(mail);
  if (!letter) return mails.drop(mail);
  if (!(await mails.count(mail, allowance.sentAt))) return;
  try {
    await mailer.send(mail, letter);
  } catch (error) {
    await mails.uncount(mail, at);
    const retryAfterMs = retryMailAfterMs(mail.attempts, mail.owedAt, now());
    await (retryAfterMs === undefined ? mails.drop(mail) : later.postpone(retryAfterMs));
    throw error;
  }
  await mails.drop(mail);
}
