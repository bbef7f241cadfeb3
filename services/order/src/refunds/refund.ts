/** Money that goes back after it was captured, as this service keeps it. */
import type { Money } from "@shop/contracts/language/values";
import type { RefundStatus } from "@shop/contracts/order/refunds";

export type RefundedLine = { readonly sku: string; readonly quantity: number; readonly amount: Money };

export type Refund = {
  readonly id: string;
  readonly amount: Money;
  /** The units it is for; none when it is an amount by itself. */
  readonly lines: readonly RefundedLine[];
  /** The part of `amount` that is for the shipping. */
  readonly shipping: Money;
  readonly reason: string | null;
  readonly status: RefundStatus;
  readonly createdAt: Date;
  /** Null: not yet, or never. */
  readonly doneAt: Date | null;
};
