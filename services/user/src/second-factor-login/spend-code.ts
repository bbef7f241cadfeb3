import type { Sealer } from "@shop/kit/process/sealer";
import type { Account } from "../accounts/account.ts";
import { changeFactors, changeFactorsAndTell, type TellOwnerDeps } from "../second-factors/change-factors.ts";
import { digitsOf } from "../second-factors/confirm-factor.ts";
import type { RecoveryCodes } from "../second-factors/recovery-code-provider.ts";
import { totpsOf, useRecoveryCode, useStep, type SecondFactors } from "../second-factors/second-factor.ts";
import type { Totps } from "../second-factors/totp-provider.ts";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import type { Client } from "../sessions/session.ts";
import type { CodeThrottleStore } from "./code-throttle-store.ts";

export type SpendCodeDeps = TellOwnerDeps & {
  readonly totps: Pick<Totps, "stepOf">;
  readonly sealer: Sealer;
  readonly recoveryCodes: Pick<RecoveryCodes, "hashOf">;
  readonly codeThrottle: CodeThrottleStore;
  readonly record: RecordSecurityEvent;
  readonly now: () => Date;
};

/** False: it is not right, or was used. Throws `auth.too_many_attempts` for codes of an app, and `busy`. */
export async function spendCode(
  deps: SpendCodeDeps,
  account: Account,
  typed: string,
  { address, client }: { readonly address: string; readonly client: Client },
): Promise<boolean> {
  const digits = digitsOf(typed);
  if (digits !== undefined) return spendDigits(deps, account, digits, address);
  const hash = deps.recoveryCodes.hashOf(typed);
  const decide = (before: SecondFactors) => useRecoveryCode(before, hash);
  const told = { kind: "recovery_code_used", at: deps.now(), ...client } as const;
  const spent = await changeFactorsAndTell(deps, account.id, decide, told);
  if (spent) deps.record({ event: "recovery_code_used", userId: account.id, address });
  return spent !== undefined;
}

async function spendDigits(
  deps: SpendCodeDeps,
  account: Account,
  digits: string,
  address: string,
): Promise<boolean> {
  const { codeThrottle, record, now } = deps;
  await codeThrottle.admit(account).catch((error: unknown) => {
    record({ event: "second_factor_throttled", userId: account.id, address });
    throw error;
  });
  const at = now();
  const spent = await changeFactors(deps, account.id, (before) => afterDigits(deps, before, digits, at));
  if (spent) await codeThrottle.forgive(account);
  return spent !== undefined;
}

function afterDigits(
  { totps, sealer }: SpendCodeDeps,
  before: SecondFactors,
  digits: string,
  now: Date,
): SecondFactors | undefined {
  for (const totp of totpsOf(before)) {
    const secret = sealer.open(totp.secret);
    const step = totps.stepOf(secret, digits, now);
    const after = step && useStep(before, totp, { step, secret: sealer.seal(secret) }, now);
    if (after) return after;
  }
  return undefined;
}
