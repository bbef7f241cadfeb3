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

export const confirm = ({ id, email, name, passwordHash }: Registration, now: Date): Decision =>
  open({ id, email, name, passwordHash, role: "customer", createdAt: now });
