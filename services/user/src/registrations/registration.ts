/**
 * A registration: somebody says that an address is theirs and asks for an account. It becomes one when the token that
 * was mailed there comes back; until then it holds nothing, and the next registration of the address replaces it.
 */
import { open, type Decision } from "../accounts/account.ts";

export type Registration = {
  /** The account's, once there is one. */
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly passwordHash: string;
};

const hour = 60 * 60_000;

/** After its last mail. */
export const goodForMs = 24 * hour;

/** How long a mail that nobody takes is tried. */
export const triedForMs = 24 * hour;

export const confirm = ({ id, email, name, passwordHash }: Registration, now: Date): Decision =>
  open({ id, email, name, passwordHash, role: "customer", createdAt: now });

/** So that nobody's mailbox can be filled by registering its address. */
const mailsAnHour = 5;

/** What an address was sent lately, oldest first, with one more; or when there may be one more. */
export function allowMail(
  sentAt: readonly Date[],
  now: Date,
): { readonly sentAt: readonly Date[] } | { readonly notBefore: Date } {
  const recent = sentAt.filter((sent) => sent.getTime() > now.getTime() - hour);
  const [oldest] = recent.slice(-mailsAnHour);
  if (recent.length < mailsAnHour || !oldest) return { sentAt: [...recent, now] };
  return { notBefore: new Date(oldest.getTime() + hour) };
}

/** When to try again to send what was not taken; undefined: no more. */
export function retryMailAfterMs(attempts: number, owedAt: Date, now: Date): number | undefined {
  if (now.getTime() - owedAt.getTime() >= triedForMs) return undefined;
  return Math.min(10_000 * 2 ** (attempts - 1), hour);
}
