import type { ReviewStore } from "./review-store.ts";

export type ReceiveDeps = {
  readonly reviews: Pick<ReviewStore, "receive" | "forgetReceipts">;
  /** Somebody asked to be erased, and this service has heard of it. */
  readonly isForgotten: (customerId: string) => Promise<boolean>;
};

export type Delivery = {
  readonly customerId: string;
  readonly lines: readonly { readonly productId: string }[];
};

/** Told twice, it changes nothing more. */
export async function receiveProducts(
  { reviews, isForgotten }: ReceiveDeps,
  { customerId, lines }: Delivery,
): Promise<void> {
  for (const productId of new Set(lines.map((line) => line.productId)))
    await reviews.receive(customerId, productId);
  // Asked afterwards: whoever forgets at the same time has seen what was written, or is seen here.
  if (await isForgotten(customerId)) await reviews.forgetReceipts(customerId);
}
