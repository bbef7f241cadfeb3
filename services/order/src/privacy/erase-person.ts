/** Takes a person out of all that this service holds, as soon as their orders have ended, and by the deadline anyway. */
import type { ErasureStore, EraseTask } from "@shop/kit/privacy/erasure-store";
import type { Later } from "@shop/kit/work/bench";
import { emailKeyOf } from "@shop/contracts/language/email-address";
import { lookAgainMs, type Erasure } from "./erasure.ts";
import type { HeldStore } from "./held-store.ts";
import type { People } from "./user-client.ts";

export type EraseDeps = {
  readonly erasures: Pick<ErasureStore<Erasure>, "finish">;
  readonly held: HeldStore;
  readonly people: People;
  readonly now: () => Date;
};

/** Repeatable at every step: what is gone is not found again. Throws `user.unavailable`, and is then due again. */
export async function erasePerson(
  { erasures, held, people, now }: EraseDeps,
  erasure: Erasure,
  { attempts }: Pick<EraseTask, "attempts">,
  later: Pick<Later, "postpone">,
): Promise<void> {
  const at = now();
  const email = await people.emailOf(erasure.userId);
  // Without its address a person cannot be found everywhere: somebody has to look at that.
  if (email === undefined) throw new Error(`Nobody is to be erased for ${erasure.id}`);
  const known = { erasure, email, emailKey: emailKeyOf(email) };
  const isOver = at >= erasure.deadline;
  const left = await held.eraseOrders(known, {
    now: at,
    isOver,
    accountsAmong: (ids) => people.accountsAmong(ids),
  });
  if (left > 0) return later.postpone(lookAgainMs(attempts, erasure, at));
  await erasures.finish(erasure, await held.eraseRest(known), now());
}
