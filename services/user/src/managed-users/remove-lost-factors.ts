/** The way in for an admin whose factors are lost and beside whom there is no other: whoever runs the server opens it. */
import type { ActStore } from "@shop/kit/acts/act-store";
import type { AccountStore } from "../accounts/account-store.ts";
import type { Account } from "../accounts/account.ts";
import { accountErrors } from "../accounts/errors.ts";
import { getUser } from "./manage-users.ts";
import { toManagedUser } from "./managed-user.ts";
import { removeUserFactors, type UserFactorsDeps } from "./user-factors.ts";

export type RemoveLostFactorsDeps = UserFactorsDeps & {
  readonly accounts: Pick<AccountStore, "findByEmail">;
  readonly acts: Pick<ActStore, "begin" | "finish">;
  readonly newId: () => string;
};

/** In the place of a person's id: nobody is signed in. */
const theServer = "server";
/** A crash in between is told of by the service, as it finds the account then. */
const settledAfterMs = 60_000;

/** On record as what an admin does, before it happens; answers whose they were. Throws `user.not_found` and `busy`. */
export async function removeLostFactors(deps: RemoveLostFactorsDeps, email: string): Promise<string> {
  const { accounts, acts, newId, now } = deps;
  const account = await accounts.findByEmail(email);
  if (!account) throw accountErrors.notFound(email);
  const { id: userId } = account;
  const [actId, at] = [newId(), now()];
  const act = {
    id: actId,
    at,
    actor: theServer,
    action: "users.remove_second_factors",
    kind: "user",
    object: userId,
    params: { id: userId },
    before: snapshotOf(account),
    requestId: actId,
  };
  await acts.begin(act, new Date(at.getTime() + settledAfterMs));
  await removeUserFactors(deps, { userId, by: theServer });
  await acts.finish(act, snapshotOf(await getUser(deps, userId)));
  return userId;
}

/** Without what tells who it is: it is kept for good. */
function snapshotOf(account: Account) {
  const { id, roles, disabled, version } = toManagedUser(account);
  return { id, roles, disabled, version };
}
