import { signOut } from "../accounts/account.ts";
import { getAccount, type GetAccountDeps } from "../accounts/get-account.ts";
import { changeAccount, type ChangeAccountDeps } from "../sessions/change-account.ts";
import { saveAndTell, type TellOwnerDeps, type Told, type ToldChange } from "./change-factors.ts";
import type { Owner } from "./require-proof.ts";
import type { SessionStore } from "../sessions/session-store.ts";
import type { Proof } from "../sessions/session.ts";
import type { SecondFactors } from "./second-factor.ts";

export type AddFirstFactorDeps = GetAccountDeps &
  ChangeAccountDeps &
  TellOwnerDeps & { readonly sessions: Pick<SessionStore, "prove"> };

export type AddFirstFactor = {
  /** `credential`: the account's, once it has the factor. */
  readonly decide: (before: SecondFactors, credential: number) => Promise<SecondFactors>;
  readonly told: Told;
  /** What this session has shown with it: from the first moment on nothing less is enough. */
  readonly proof: Proof;
};

/** Thrown, as what was saved before it in the transaction must not stay. */
const moved = new Error("The factors are others by now");

/**
 * Every other session began without a factor, so it ends with this, also one that is just beginning: nobody is left who could do
 * with the password alone what the factor is to guard. `moved`: the factors were changed meanwhile. Throws `auth.account_gone`,
 * `busy`, and what `decide` throws.
 */
export async function addFirstFactor(
  deps: AddFirstFactorDeps,
  { id, sessionId }: Pick<Owner, "id" | "sessionId">,
  { decide, told, proof }: AddFirstFactor,
): Promise<SecondFactors | "moved"> {
  let change: ToldChange | undefined;
  try {
    await changeAccount(deps, {
      find: () => getAccount(deps, id),
      decide: async (account) => {
        const signedOut = signOut(account);
        const before = await deps.secondFactors.find(id);
        change = { before, after: await decide(before, signedOut.account.credential), told };
        return signedOut;
      },
      reason: "second_factor_added",
      except: sessionId,
      also: async (transaction) => {
        if (change && (await saveAndTell(deps, change, transaction)) === "moved") throw moved;
        await deps.sessions.prove(sessionId, proof, transaction);
      },
    });
  } catch (error) {
    if (error === moved) return "moved";
    throw error;
  }
  return change?.after ?? "moved";
}
