/** What reviews need from outside. `start.ts` supplies it. */
import type { PageRequest } from "../pages/page.ts";
import type { ProductStore } from "../products/deps.ts";
import type { Review } from "./review.ts";

export type ReviewStore = {
  /**
   * The review, the product's rating and its newest reviews, in one transaction.
   * `exists`: this customer has reviewed it; `gone`: the product is no longer on sale.
   */
  insert(review: Review): Promise<"saved" | "exists" | "gone">;
  /** Newest first. */
  list(productId: string, page: PageRequest): Promise<Review[]>;
};

export type ReviewDeps = {
  readonly reviews: ReviewStore;
  readonly products: Pick<ProductStore, "find">;
  readonly now: () => Date;
  readonly newId: () => string;
};
