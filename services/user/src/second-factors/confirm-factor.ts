import type { Attestation } from "@shop/contracts/user/passkeys";
import type { SecondFactor } from "@shop/contracts/user/second-factors";
import { again } from "@shop/kit/change";
import type { Sealer } from "@shop/kit/process/sealer";
import type { RecordSecurityEvent } from "../sessions/security-event.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import { addFirstFactor, type AddFirstFactorDeps } from "./add-first-factor.ts";
import { changeFactorsAndTell } from "./change-factors.ts";
import { secondFactorErrors } from "./errors.ts";
import type { Passkeys } from "./passkey-provider.ts";
import { requireProof, type Owner, type RequireProofDeps } from "./require-proof.ts";
import {
  confirm,
  findPending,
  publicFactors,
  type Factor,
  type Pending,
  type SecondFactors,
} from "./second-factor.ts";
import type { Totps } from "./totp-provider.ts";

export type ConfirmFactorDeps = RequireProofDeps &
  AddFirstFactorDeps & {
    readonly sessions: Pick<SessionStore, "prove">;
    readonly totps: Totps;
    readonly passkeys: Passkeys;
    readonly sealer: Sealer;
    readonly hashOf: (token: string) => string;
    readonly record: RecordSecurityEvent;
  };

export type FirstUse = { readonly code: string } | { readonly attestation: Attestation };

/**
 * From now on the sign-in asks for it, and this session counts as one that has shown it; with the first one all others end.
 * Throws `auth.account_gone`, `auth.sign_in_again`, `second_factor.not_found`, `second_factor.wrong_code`,
 * `second_factor.wrong_attestation`, `second_factor.too_many` and `busy`.
 */
export async function confirmFactor(
  deps: ConfirmFactorDeps,
  owner: Owner,
  id: string,
  shown: FirstUse,
): Promise<SecondFactor> {
  const at = deps.now();
  const decide = async (before: SecondFactors, signedOut?: number) => {
    const pending = findPending(before, id, at);
    const { credential } = await requireProof(deps, owner, before, { isFresh: false });
    return confirm(before, await toFactor(deps, pending, shown, { at, credential: signedOut ?? credential }));
  };
  const proof = { by: "second_factor", at } as const;
  const told = { kind: "second_factor_added", at, ...owner.client } as const;
  const after = await again(async () => {
    const { factors } = await deps.secondFactors.find(owner.id);
    if (factors.length === 0) return addFirstFactor(deps, owner, { decide, told, proof });
    const decideUnlessFirst = async (before: SecondFactors) =>
      before.factors.length === 0 ? undefined : decide(before);
    return (await changeFactorsAndTell(deps, owner.id, decideUnlessFirst, () => told)) ?? "moved";
  });
  const factor = publicFactors(after, at).find((each) => each.id === id);
  if (!factor) throw secondFactorErrors.notFound(id);
  await deps.sessions.prove(owner.sessionId, proof);
  deps.record({ event: "second_factor_added", userId: owner.id, address: owner.address });
  return factor;
}

async function toFactor(
  { totps, passkeys, sealer, hashOf }: ConfirmFactorDeps,
  pending: Pending,
  shown: FirstUse,
  { at, credential }: { readonly at: Date; readonly credential: number | null },
): Promise<Factor> {
  if (pending.kind === "totp") {
    const code = "code" in shown ? digitsOf(shown.code) : undefined;
    const step = code && totps.stepOf(sealer.open(pending.secret), code, at);
    if (!step) throw secondFactorErrors.wrongCode();
    return { ...pending, lastStep: step, lastUsedAt: null };
  }
  const { challengeHash, ...rest } = pending;
  const isExpected = (challenge: string) => hashOf(challenge) === challengeHash;
  const made =
    "attestation" in shown ? await passkeys.verifyCreation(shown.attestation, isExpected) : undefined;
  if (!made) throw secondFactorErrors.wrongAttestation();
  return { ...rest, ...made, lastUsedAt: null, trustedFor: credential };
}

/** Undefined: it is no code of an app. */
export function digitsOf(typed: string): string | undefined {
  const bare = typed.replaceAll(/[ -]/g, "");
  return /^\d{6}$/.test(bare) ? bare : undefined;
}
