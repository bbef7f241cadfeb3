import type { BegunFactor } from "@shop/contracts/user/second-factors";
import type { Sealer } from "@shop/kit/process/sealer";
import { getAccount, type GetAccountDeps } from "../accounts/get-account.ts";
import type { Account } from "../accounts/account.ts";
import { changeFactors } from "./change-factors.ts";
import type { Passkeys } from "./passkey-provider.ts";
import { requireProof, type Owner, type RequireProofDeps } from "./require-proof.ts";
import type { SecondFactorStore } from "./second-factor-store.ts";
import { addPending, passkeysOf, type Pending } from "./second-factor.ts";
import type { Totps } from "./totp-provider.ts";

export type AddFactorDeps = GetAccountDeps &
  RequireProofDeps & {
    readonly secondFactors: SecondFactorStore;
    readonly totps: Totps;
    readonly passkeys: Passkeys;
    readonly sealer: Sealer;
    readonly hashOf: (token: string) => string;
    readonly newId: () => string;
    readonly newToken: () => string;
  };

/** Throws `auth.account_gone`, `auth.sign_in_again`, `second_factor.too_many` and `busy`. */
export async function addFactor(
  deps: AddFactorDeps,
  owner: Owner,
  kind: BegunFactor["kind"],
): Promise<BegunFactor> {
  const account = await getAccount(deps, owner.id);
  const { pending, toAnswer } = kind === "totp" ? beginTotp(deps, account) : beginPasskey(deps, account);
  await changeFactors(deps, owner.id, async (before) => {
    await requireProof(deps, owner, before, { isFresh: true });
    return addPending(before, pending);
  });
  return toAnswer();
}

type Begun = { readonly pending: Pending; readonly toAnswer: () => Promise<BegunFactor> };

function beginTotp({ totps, sealer, newId, now }: AddFactorDeps, { email }: Account): Begun {
  const [id, secret] = [newId(), totps.newSecret()];
  return {
    pending: { kind: "totp", id, createdAt: now(), secret: sealer.seal(secret) },
    toAnswer: async () => ({ kind: "totp", id, otpauthUri: totps.uriOf(secret, email) }),
  };
}

function beginPasskey(deps: AddFactorDeps, owner: Account): Begun {
  const { passkeys, secondFactors, hashOf, newId, newToken, now } = deps;
  const [id, challenge] = [newId(), newToken()];
  return {
    pending: { kind: "passkey", id, createdAt: now(), challengeHash: hashOf(challenge) },
    toAnswer: async () => {
      const known = passkeysOf(await secondFactors.find(owner.id));
      return { kind: "passkey", id, options: await passkeys.creationOptions({ challenge, owner, known }) };
    },
  };
}
