import type { Sealer } from "@shop/kit/process/sealer";
import type { Account } from "../accounts/account.ts";
import { changeFactors, changeFactorsAndTell, type TellOwnerDeps } from "../second-factors/change-factors.ts";
import { digitsOf } from "../second-factors/confirm-factor.ts";
import type { RecoveryCodes } from "../second-factors/recovery-code-provider.ts";
import {
  totpsOf,
  useRecoveryCode,
  useStep,
  type SecondFactors,
  type Totp,
} from "../second-factors/second-factor.ts";
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
  const spent = await changeFactorsAndTell(deps, account.id, decide, () => told);
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
  const spent = await changeFactors(deps, account.id, (before) =>
    afterDigits(before, digits, at, { ...deps, open: (totp) => openSecret(deps, account, totp, address) }),
  );
  if (spent) await codeThrottle.forgive(account);
  return spent !== undefined;
}

/** Undefined: the secret that it was sealed with has gone, and it is as good as lost. */
function openSecret(
  { sealer, record }: SpendCodeDeps,
  { id }: Account,
  { secret }: Totp,
  address: string,
): string | undefined {
  try {
    return sealer.open(secret);
  } catch {
    record({ event: "second_factor_unreadable", userId: id, address });
    return undefined;
  }
}

type OpenDeps = Pick<SpendCodeDeps, "totps" | "sealer"> & {
  readonly open: (totp: Totp) => string | undefined;
};

function afterDigits(
  before: SecondFactors,
  digits: string,
  now: Date,
  { totps, sealer, open }: OpenDeps,
): SecondFactors | undefined {
  for (const totp of totpsOf(before)) {
    const secret = open(totp);
    const step = secret === undefined ? undefined : totps.stepOf(secret, digits, now);
    if (secret === undefined || !step) continue;
    const after = useStep(before, totp, { step, secret: sealer.seal(secret) }, now);
    if (after) return after;
  }
  return undefined;
}
