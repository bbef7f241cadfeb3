/** Who must have a second factor, and what somebody who has not shown one may do. */
import type { AccountRole } from "@shop/contracts/user/accounts";
import type { Session } from "./session.ts";

/** `staff`: and admins. */
export const secondFactorRules = ["nobody", "admin", "staff"] as const;
export type SecondFactorRule = (typeof secondFactorRules)[number];

const bound: Readonly<Record<SecondFactorRule, readonly AccountRole[]>> = {
  nobody: [],
  admin: ["admin"],
  staff: ["staff", "admin"],
};

export const needsSecondFactor = (role: AccountRole, rule: SecondFactorRule): boolean =>
  bound[rule].includes(role);

/** Whether the session has a customer's rights only, until a factor is confirmed in it or it began with one. */
export const lacksSecondFactor = (
  role: AccountRole,
  { proof }: Pick<Session, "proof">,
  rule: SecondFactorRule,
): boolean => needsSecondFactor(role, rule) && proof?.by !== "second_factor" && proof?.by !== "passkey";

/** With which rights an account is signed in. */
export const roleIn = (
  session: Pick<Session, "proof">,
  { role }: { readonly role: AccountRole },
  rule: SecondFactorRule,
): AccountRole => (lacksSecondFactor(role, session, rule) ? "customer" : role);
