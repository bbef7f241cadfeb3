/** Everything that is done to the levels of an order's SKUs: by name, with what it needs to know, and as the ledger has it. Pure. */
import type { Movement } from "./stock.ts";

export type Line = { readonly sku: string; readonly quantity: number };

export const steps = ["hold", "reject", "commit", "release", "expire", "return", "restock"] as const;
export type Step = (typeof steps)[number];

export type Underway =
  | { readonly step: "hold"; readonly expiresAt: Date }
  /** `skus` were missing, when the first `taken` lines were held already. */
  | { readonly step: "reject"; readonly skus: readonly string[]; readonly taken: number }
  /** Of a sale, all of it or these. */
  | { readonly step: "return"; readonly lines?: readonly Line[] }
  | { readonly step: "restock"; readonly refundId: string; readonly lines: readonly Line[] }
  | { readonly step: Exclude<Step, "hold" | "reject" | "return" | "restock"> };

/** What a step writes in the ledger of a line's SKU. */
export function movementOf(step: Step, orderId: string, quantity: number): Movement {
  switch (step) {
    case "hold":
      return { type: "hold", delta: 0, held: quantity, orderId, reason: null };
    case "commit":
      return { type: "sale", delta: -quantity, held: -quantity, orderId, reason: null };
    case "return":
      return { type: "return", delta: quantity, held: 0, orderId, reason: "cancelled" };
    case "restock":
      return { type: "return", delta: quantity, held: 0, orderId, reason: "refunded" };
    case "release":
    case "expire":
    case "reject":
      return { type: "release", delta: 0, held: -quantity, orderId, reason: reasons[step] };
  }
}

const reasons = { release: "cancelled", expire: "expired", reject: "out of stock" } as const;
