/** What the shop asks of a payment provider. */
import type { Money } from "@shop/contracts/language/values";
import type { Order } from "../orders/order.ts";

/** Where the money of a charge is. */
export type ChargeStatus =
  | "authorised"
  | "declined"
  | "voided"
  | "captured"
  | "refunded"
  | "partially_refunded";

export type Charge = {
  readonly id: string;
  readonly status: ChargeStatus;
  readonly captured: Money;
  readonly refunded: Money;
};

/** No answer, or none to be believed: the provider may or may not have done it. */
export type Unknown = { readonly kind: "unknown" };

/** Calls are safe to repeat: the provider keeps the first outcome of each key. None of them throws. */
export type PaymentProvider = {
  authorise(
    order: Order,
  ): Promise<{ kind: "authorised"; chargeId: string } | { kind: "declined"; reason: string } | Unknown>;
  /** What the provider holds under the order's reference. */
  find(order: Order): Promise<{ kind: "found"; charge: Charge } | { kind: "nothing" } | Unknown>;
  capture(
    order: Order,
    chargeId: string,
  ): Promise<{ kind: "captured" } | { kind: "refused"; reason: string } | Unknown>;
  /** After `voided` nothing can be authorised under the order's reference any more. */
  voidAuthorisation(
    order: Order,
  ): Promise<{ kind: "voided" } | { kind: "captured"; charge: Charge } | Unknown>;
  /** What is left of what was captured. `task` is the owed work that asks: each refund has a key of its own. */
  refund(
    order: Order,
    charge: Charge,
    task: { readonly id: string },
  ): Promise<{ kind: "refunded" } | Unknown>;
};
