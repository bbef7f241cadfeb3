import { change } from "@shop/kit/change";
import type { Transact, Transaction } from "@shop/kit/mongo/transactions";
import type { NoticeStore } from "../notices/notice-store.ts";
import type { NewNotice } from "../notices/notice.ts";
import { secondFactorErrors } from "./errors.ts";
import type { SecondFactorStore } from "./second-factor-store.ts";
import type { SecondFactors } from "./second-factor.ts";

type Store = { readonly secondFactors: Pick<SecondFactorStore, "find" | "save"> };
type Decide = (before: SecondFactors) => SecondFactors | undefined | Promise<SecondFactors | undefined>;

/**
 * The factors after a decision on the newest of them; undefined when it was to change nothing. Throws what `decide` throws,
 * `second_factor.wrong_attestation` for a passkey that is somebody's already, and `busy`.
 */
export const changeFactors = (deps: Store, ownerId: string, decide: Decide) =>
  decideAndSave(deps, ownerId, decide, (before, after) => save(deps, before, after));

export type TellOwnerDeps = Store & {
  readonly notices: Pick<NoticeStore, "owe">;
  readonly transact: Transact;
};

export type Told = Omit<NewNotice, "accountId" | "cause">;

/** The same, and the notice that tells the owner of it, both or neither; `told` is asked for each decision. */
export const changeFactorsAndTell = (
  deps: TellOwnerDeps,
  ownerId: string,
  decide: Decide,
  told: () => Told | undefined,
) =>
  decideAndSave(deps, ownerId, decide, (before, after) =>
    deps.transact((transaction) => saveAndTell(deps, { before, after, told: told() }, transaction)),
  );

export type ToldChange = {
  readonly before: SecondFactors;
  readonly after: SecondFactors;
  readonly told: Told | undefined;
};

/** Part of a transaction. Throws `second_factor.wrong_attestation` as `changeFactors` does. */
export async function saveAndTell(
  deps: Omit<TellOwnerDeps, "transact">,
  { before, after, told }: ToldChange,
  transaction: Transaction,
): Promise<"saved" | "moved"> {
  const saved = await save(deps, before, after, transaction);
  const cause = { accountId: after.ownerId, cause: String(after.version) };
  if (saved === "saved" && told) await deps.notices.owe({ ...told, ...cause }, transaction);
  return saved;
}

async function decideAndSave(
  { secondFactors }: Store,
  ownerId: string,
  decide: Decide,
  saving: (before: SecondFactors, after: SecondFactors) => Promise<"saved" | "moved">,
): Promise<SecondFactors | undefined> {
  const find = () => secondFactors.find(ownerId);
  return (await change({ find, decide, save: saving })).decision;
}

async function save(
  { secondFactors }: Store,
  before: SecondFactors,
  after: SecondFactors,
  transaction?: Transaction,
): Promise<"saved" | "moved"> {
  const saved = await secondFactors.save(before, after, transaction);
  if (saved === "taken") throw secondFactorErrors.wrongAttestation();
  return saved;
}
