/**
 * Sends a mail that an address is owed. A token is made here, when it is needed, and saved as a hash: in clear it is
 * in the mail alone. Tried again, a mail has another token, and each of them is good: the first may have arrived.
 */
import type { Later } from "@shop/kit/work/bench";
import type { MailContent, OwedMail, RegistrationDeps } from "./deps.ts";
import { allowMail, retryMailAfterMs } from "./registration.ts";

export type SendDeps = Pick<
  RegistrationDeps,
  "accounts" | "registrations" | "mails" | "mailer" | "newToken" | "now"
>;

/** Throws what the mail server said; the mail is due again later, or given up. */
export async function sendMail(
  deps: SendDeps,
  mail: OwedMail,
  later: Pick<Later, "postpone">,
): Promise<void> {
  const { mails, mailer, now } = deps;
  const at = now();
  const allowance = allowMail(mail.sentAt, at);
  if ("notBefore" in allowance) return later.postpone(allowance.notBefore.getTime() - at.getTime());
  const written = await write(deps, mail);
  if (!written) return mails.drop(mail);
  if (!(await mails.count(mail, allowance.sentAt))) return;
  try {
    await mailer.send({ id: mail.id, email: written.to }, written.content);
  } catch (error) {
    await mails.uncount(mail, at);
    const retryAfterMs = retryMailAfterMs(mail.attempts, mail.owedAt, now());
    await (retryAfterMs === undefined ? mails.drop(mail) : later.postpone(retryAfterMs));
    throw error;
  }
  await mails.drop(mail);
}

async function write(
  { accounts, registrations, newToken }: SendDeps,
  mail: OwedMail,
): Promise<{ to: string; content: MailContent } | undefined> {
  const account = await accounts.findByEmail(mail.email);
  // This very registration was confirmed: the mail went out before a crash, and has done its work.
  if (account?.id === mail.id) return undefined;
  if (account) {
    await registrations.drop(mail);
    // To the address as the owner wrote it, not as somebody else did.
    return { to: account.email, content: { kind: "taken" } };
  }
  const token = newToken();
  if (!(await registrations.addToken(mail, token))) return undefined;
  return { to: mail.email, content: { kind: "confirm", token } };
}
