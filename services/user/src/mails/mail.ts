/** Mails that addresses are owed: what one says, and when it may be sent. Pure. */

/** The newest mail that an address is owed; an older one that was not sent yet has become pointless. */
export type OwedMail = {
  readonly id: string;
  readonly email: string;
  readonly owedAt: Date;
  readonly attempts: number;
  /** When the address was sent mails lately, oldest first. */
  readonly sentAt: readonly Date[];
};

export type NewMail = Pick<OwedMail, "id" | "email" | "owedAt">;

/**
 * `confirm` and `reset` have a link with a token; `taken` tells the owner of an account that somebody registered the
 * address, `disabled` the owner of one that the shop has disabled; `leaving`, that nothing can be made of it before its
 * account is erased; `closed` and `erased` are the first and the last of an erasure; a notice, that something happened to
 * the account.
 */
export type MailContent =
  | { readonly kind: "confirm" | "reset"; readonly token: string }
  | { readonly kind: "taken" | "disabled" | "leaving" }
  | { readonly kind: "closed"; readonly link: string }
  | { readonly kind: "erased" }
  | Notice;

/** What the owner of an account is told because it may not have been the owner who did it. */
export const noticeKinds = [
  "new_device",
  "password_changed",
  "password_reset",
  "second_factor_added",
  "second_factor_removed",
  "second_factors_removed",
  "recovery_codes_made",
  "recovery_code_used",
  "role_changed",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

export type Notice = {
  readonly kind: "notice";
  readonly notice: NoticeKind;
  /** The account's. */
  readonly name: string;
  readonly at: Date;
  /** Absent where it says nothing: an admin's is not the owner's business. */
  readonly device?: string | undefined;
  readonly place?: string | undefined;
};

/** What is put into the post, and where it goes. */
export type Letter = { readonly to: string; readonly content: MailContent };

/** Of the slice whose documents owe mails. */
export type MailStore = {
  /** Counts the mail as sent, before it is; false when another one was counted meanwhile. */
  count(mail: OwedMail, sentAt: readonly Date[]): Promise<boolean>;
  /** It was not sent, though it was counted. */
  uncount(mail: OwedMail, sentAt: Date): Promise<void>;
  /** Sent or given up: it is not owed any more. Another one that is owed by now stays. */
  drop(mail: OwedMail): Promise<void>;
};

const hour = 60 * 60_000;

/** How long a mail that nobody takes is tried. */
export const triedForMs = 24 * hour;

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
