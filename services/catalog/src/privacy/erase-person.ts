import type { Erasure, ErasureStore } from "@shop/kit/privacy/erasure-store";
import type { ReviewStore } from "../reviews/review-store.ts";
import { withoutAuthor } from "../reviews/review.ts";
import type { Letters } from "./letter-store.ts";

export type EraseDeps = {
  readonly erasures: Pick<ErasureStore<Erasure>, "finish">;
  readonly reviews: Pick<ReviewStore, "idsOf" | "change" | "forgetReceipts">;
  readonly letters: Letters;
  /** The address of somebody who is to be erased. */
  readonly emailOf: (userId: string) => Promise<string | undefined>;
  readonly now: () => Date;
};

/**
 * Ratings stay, as products' averages are made of them; what was written goes, as only its author knows what it says of
 * them. Repeatable at every step. Throws `user.unavailable`, and is then due again.
 */
export async function erasePerson(deps: EraseDeps, erasure: Erasure): Promise<void> {
  const { erasures, reviews, letters, emailOf, now } = deps;
  const { userId } = erasure;
  const email = await emailOf(userId);
  const ids = await reviews.idsOf(userId);
  for (const id of ids) await reviews.change(id, (review) => withoutAuthor(review, userId));
  const counts = {
    reviews: ids.length,
    receipts: await reviews.forgetReceipts(userId),
    dead_letters: await letters.dropNaming({ id: userId, addresses: email === undefined ? [] : [email] }),
  };
  await erasures.finish(erasure, counts, now());
}
