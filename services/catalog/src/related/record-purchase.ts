import { countedOf } from "./companions.ts";
import type { CompanionStore } from "./companion-store.ts";

export type RecordPurchaseDeps = { readonly companions: Pick<CompanionStore, "add"> };

export type Purchase = {
  readonly eventId: string;
  readonly lines: readonly { readonly productId?: string | undefined }[];
};

/** Once for an event; an order that does not say its products, as once they did not, tells nothing. */
export async function recordPurchase(
  { companions }: RecordPurchaseDeps,
  { eventId, lines }: Purchase,
): Promise<void> {
  const productIds = countedOf(lines);
  if (productIds.length > 0) await companions.add(eventId, productIds);
}
