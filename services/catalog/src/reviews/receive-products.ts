import type { ReviewStore } from "./review-store.ts";

export type ReceiveDeps = { readonly reviews: Pick<ReviewStore, "receive"> };

export type Delivery = {
  readonly customerId: string;
  readonly lines: readonly { readonly productId: string }[];
};

/** Told twice, it changes nothing more. */
export async function receiveProducts(
  { reviews }: ReceiveDeps,
  { customerId, lines }: Delivery,
): Promise<void> {
  for (const productId of new Set(lines.map((line) => line.productId)))
    await reviews.receive(customerId, productId);
}
