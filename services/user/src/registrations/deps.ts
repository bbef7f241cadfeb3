/** What registrations need from the outside. `start.ts` supplies it. */
import type { Decision } from "../accounts/account.ts";
import type { AccountDeps } from "../accounts/deps.ts";
import type { Registration } from "./registration.ts";

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

export type RegistrationStore = {
  /** The registration in place of what was pending, and its mail, both or neither. The mail has the registration's id. */
  replace(registration: Registration, mail: NewMail): Promise<void>;
  /** Its address has an account: nothing is pending there. Another one that is there by now stays. */
  drop(registration: Pick<Registration, "id" | "email">): Promise<void>;
  /** False when the registration was replaced, confirmed or forgotten. */
  addToken(registration: Pick<Registration, "id" | "email">, token: string): Promise<boolean>;
  /**
   * Makes an account of the registration with this token, by the decision, in one transaction; `none`: there is no such
   * registration, or its address has got an account meanwhile.
   */
  confirm(token: string, decide: (registration: Registration) => Decision): Promise<"saved" | "none">;
};

export type MailStore = {
  /** Counts the mail as sent, before it is; false when another one was counted meanwhile. */
  count(mail: OwedMail, sentAt: readonly Date[]): Promise<boolean>;
  /** It was not sent, though it was counted. */
  uncount(mail: OwedMail, sentAt: Date): Promise<void>;
  /** Sent or given up: it is not owed any more. Another one that is owed by now stays. */
  drop(mail: OwedMail): Promise<void>;
};

export type Mailer = {
  /** Throws when it could not be handed over. */
  send(mail: Pick<OwedMail, "id" | "email">, content: MailContent): Promise<void>;
};
/** `confirm` has a link with a token; `taken` tells the owner of an account that somebody registered the address. */
export type MailContent = { readonly kind: "confirm"; readonly token: string } | { readonly kind: "taken" };

export type RegistrationDeps = AccountDeps & {
  readonly registrations: RegistrationStore;
  readonly mails: MailStore;
  readonly mailer: Mailer;
  readonly newToken: () => string;
  /** In lower case. */
  readonly commonPasswords: ReadonlySet<string>;
};
