/** What a customer says about a product. Pure. */
import type { Review as PublicReview, ReviewInput } from "@shop/contracts/catalog/reviews";

export type Review = PublicReview & { readonly customerId: string };

export type Draft = {
  readonly id: string;
  readonly productId: string;
  readonly customerId: string;
  readonly input: ReviewInput;
  readonly now: Date;
};

export const write = ({ id, productId, customerId, input, now }: Draft): Review => ({
  id,
  productId,
  customerId,
  ...input,
  verified: false,
  createdAt: now.toISOString(),
});
