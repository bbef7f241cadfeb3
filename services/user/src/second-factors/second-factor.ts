/**
 * Somebody's second factors, and what may happen to them: one document, changed as a whole, so that a code is good once
 * however many try it at the same time. Pure: no clock, no database, no cryptography.
 */
import type { SecondFactor } from "@shop/contracts/user/second-factors";
import { secondFactorErrors } from "./errors.ts";

export type PendingTotp = {
  readonly kind: "totp";
  readonly id: string;
  readonly createdAt: Date;
  /** Sealed: it must be read to know a code. */
  readonly secret: string;
};

export type PendingPasskey = {
  readonly kind: "passkey";
  readonly id: string;
  readonly createdAt: Date;
  readonly challengeHash: string;
};

/** Asked for by nobody until it has shown that it works. */
export type Pending = PendingTotp | PendingPasskey;

export type Totp = PendingTotp & {
  /** The step of the last code that was used: neither it nor one before is good again. */
  readonly lastStep: number;
  readonly lastUsedAt: Date | null;
};

/** The public half of a key pair. */
export type Credential = {
  readonly credentialId: string;
  readonly publicKey: string;
  /** How often its authenticator says it was used; always 0 where it does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
};

export type Passkey = Omit<PendingPasskey, "challengeHash"> &
  Credential & {
    readonly lastUsedAt: Date | null;
    /**
     * The account's `credential` when it was last shown together with the password: it signs in alone while that is the
     * account's still. Whoever knew a password and added one does not outlive another password with it. Absent in old rows.
     */
    readonly trustedFor?: number | null;
  };

export type Factor = Totp | Passkey;

export type SecondFactors = {
  readonly ownerId: string;
  readonly factors: readonly Factor[];
  readonly pending: readonly Pending[];
  /** Those that are left, as SHA-256. */
  readonly recoveryCodes: readonly string[];
  /** 0: who has none yet. */
  readonly version: number;
};

/** Nor any that wait to be confirmed, nor codes. */
export const hasNone = ({ factors, pending, recoveryCodes }: SecondFactors): boolean =>
  factors.length + pending.length + recoveryCodes.length === 0;

const maxFactors = 10;
const pendingForMs = 10 * 60_000;

const changed = (before: SecondFactors, parts: Partial<SecondFactors>): SecondFactors => ({
  ...before,
  ...parts,
  version: before.version + 1,
});

/** In place of another one of its kind. Throws `second_factor.too_many`. */
export function addPending(before: SecondFactors, added: Pending): SecondFactors {
  requireRoom(before);
  return changed(before, { pending: [...before.pending.filter(({ kind }) => kind !== added.kind), added] });
}

function requireRoom({ factors }: SecondFactors): void {
  if (factors.length >= maxFactors) throw secondFactorErrors.tooMany();
}

/** Throws `second_factor.not_found`, also for one that has waited too long. */
export function findPending({ pending }: SecondFactors, id: string, now: Date): Pending {
  const found = pending.find((each) => each.id === id);
  if (!found || now.getTime() >= found.createdAt.getTime() + pendingForMs)
    throw secondFactorErrors.notFound(id);
  return found;
}

/** Throws `second_factor.too_many`, and `second_factor.wrong_attestation` for a passkey that is there already. */
export function confirm(before: SecondFactors, factor: Factor): SecondFactors {
  requireRoom(before);
  if (before.factors.some((each) => isSameKey(each, factor))) throw secondFactorErrors.wrongAttestation();
  return changed(before, {
    pending: before.pending.filter(({ id }) => id !== factor.id),
    factors: [...before.factors, factor],
  });
}

/** Twice there, it would begin to count its uses anew, and stay when one of the two is taken away. */
const isSameKey = (one: Factor, other: Factor): boolean =>
  one.kind === "passkey" && other.kind === "passkey" && one.credentialId === other.credentialId;

/** One that has not shown yet that it works: it guards nothing. Throws `second_factor.not_found`. */
export function giveUp(before: SecondFactors, id: string): SecondFactors {
  const pending = before.pending.filter((each) => each.id !== id);
  if (pending.length === before.pending.length) throw secondFactorErrors.notFound(id);
  return changed(before, { pending });
}

/** `isNeeded`: its owner must have one. Throws `second_factor.not_found` and `second_factor.needed`. */
export function remove(before: SecondFactors, id: string, isNeeded: boolean): SecondFactors {
  const factors = before.factors.filter((each) => each.id !== id);
  if (factors.length === before.factors.length) throw secondFactorErrors.notFound(id);
  if (factors.length === 0 && isNeeded) throw secondFactorErrors.needed();
  return changed(before, { factors, ...(factors.length === 0 && { recoveryCodes: [] }) });
}

/** Throws `second_factor.none`. */
export function withRecoveryCodes(before: SecondFactors, hashes: readonly string[]): SecondFactors {
  if (before.factors.length === 0) throw secondFactorErrors.none();
  return changed(before, { recoveryCodes: hashes });
}

/** Undefined: there is none, or it was used. */
export const useRecoveryCode = (before: SecondFactors, hash: string): SecondFactors | undefined =>
  before.recoveryCodes.includes(hash)
    ? changed(before, { recoveryCodes: before.recoveryCodes.filter((each) => each !== hash) })
    : undefined;

export type UsedStep = {
  /** Whose code was shown. */
  readonly step: number;
  /** Sealed once more, so that a sealing secret that is to go away is needed no longer. */
  readonly secret: string;
};

/** Undefined: it was used, or a later one. */
export const useStep = (
  before: SecondFactors,
  { id, lastStep }: Totp,
  { step, secret }: UsedStep,
  now: Date,
): SecondFactors | undefined =>
  step > lastStep ? used(before, id, { secret, lastStep: step, lastUsedAt: now }) : undefined;

/** Its signature was good, and its counter is this by now. */
export const usePasskey = (
  before: SecondFactors,
  { id }: Passkey,
  shown: Required<Pick<Passkey, "counter" | "trustedFor">>,
  now: Date,
): SecondFactors => used(before, id, { ...shown, lastUsedAt: now });

const used = (before: SecondFactors, id: string, parts: Partial<Totp> & Partial<Passkey>): SecondFactors =>
  changed(before, {
    factors: before.factors.map((each) => (each.id === id ? { ...each, ...parts } : each)),
  });

export const totpsOf = ({ factors }: SecondFactors): readonly Totp[] =>
  factors.filter((each) => each.kind === "totp");

export const passkeysOf = ({ factors }: SecondFactors): readonly Passkey[] =>
  factors.filter((each) => each.kind === "passkey");

export type AnswerKind = "totp" | "passkey" | "recovery_code";

/** What can answer for the password's holder; empty when nothing is asked. */
export const kindsOf = (book: SecondFactors): readonly AnswerKind[] => [
  ...new Set<AnswerKind>(book.factors.map(({ kind }) => kind)),
  ...(book.recoveryCodes.length > 0 ? (["recovery_code"] as const) : []),
];

/** The oldest first; one that waits too long is none. */
export const publicFactors = ({ factors, pending }: SecondFactors, now: Date): SecondFactor[] =>
  [
    ...factors.map((each) => toPublic(each, true, each.lastUsedAt)),
    ...pending
      .filter(({ createdAt }) => now.getTime() < createdAt.getTime() + pendingForMs)
      .map((each) => toPublic(each, false, null)),
  ].toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));

const toPublic = (
  { id, kind, createdAt }: Pick<Factor, "id" | "kind" | "createdAt">,
  confirmed: boolean,
  lastUsedAt: Date | null,
): SecondFactor => ({
  id,
  kind,
  confirmed,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
});
