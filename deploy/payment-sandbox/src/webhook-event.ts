/** What the shop is told by itself: what became of a charge, in the words of its contract. */
import type { Charge } from "./charge.ts";
import type { Entry } from "./ledger.ts";

export type WebhookEvent = {
  readonly id: string;
  readonly type: `payment.${"authorised" | "captured" | "declined" | "voided" | "refunded"}`;
  readonly at: string;
  /** Why it was declined, or what the refund is for. */
  readonly reason?: string | undefined;
  /** As it was then. */
  readonly data: Charge;
};

const types = {
  authorised: "payment.authorised",
  captured: "payment.captured",
  declined: "payment.declined",
  voided: "payment.voided",
  refunded: "payment.refunded",
  partially_refunded: "payment.refunded",
} as const satisfies Record<Charge["status"], WebhookEvent["type"]>;

/** Undefined where nothing has become of a charge. */
export function toWebhookEvent({ event, charge, action, at, reason }: Entry): WebhookEvent | undefined {
  if (event === undefined || charge === null) return undefined;
  // A reference is closed for good; what was declined under it stays so.
  if (action === "void_reference" && charge.status === "declined") return undefined;
  return { id: event, type: types[charge.status], at, ...(reason !== undefined && { reason }), data: charge };
}
