/** What the shop asks of a payment provider. */
import type { Money } from "@shop/contracts/language/values";
import type { Order } from "../orders/order.ts";
import type { Action } from "../orders/transitions/payment.ts";

/** Where the money of a charge is. */
export type ChargeStatus =
  /** The customer is still to pay, or to confirm it with their bank. */
  "pending" | "authorised" | "declined" | "voided" | "captured" | "refunded" | "partially_refunded";

export type Charge = {
  readonly id: string;
  readonly status: ChargeStatus;
  readonly captured: Money;
  readonly refunded: Money;
};

/** No answer, or none to be believed: the provider may or may not have done it. */
export type Unknown = { readonly kind: "unknown" };

/** Money to give back. Its `id` is part of the call's key, so that an order may owe several, each made once. */
export type RefundCall = {
  readonly id: string;
  readonly chargeId: string;
  readonly amount: Money;
  readonly reason: string;
};

/** Calls are safe to repeat: the provider keeps the first outcome of each key. None of them throws. */
export type PaymentProvider = {
  authorise(order: Order): Promise<
    | { kind: "authorised"; chargeId: string }
    /** The customer is to do something first; `find` and the provider's events tell what comes of it. */
    | ({ kind: "action" } & Action)
    /** By the customer's bank: another card may do. */
    | { kind: "declined"; reason: string }
    /** By the provider, for what has nothing to do with the bank: no card may do. */
    | { kind: "refused"; reason: string }
    | Unknown
  >;
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
  /** `refused` is the provider's own no, for example because more would go back than was captured. */
  refund(
    order: Order,
    refund: RefundCall,
  ): Promise<{ kind: "refunded" } | { kind: "refused"; reason: string } | Unknown>;
  /** Whether the provider has made this refund, whatever became of its answers; `refused`: it did, and no money moved. */
  findRefund(
    order: Order,
    refund: RefundCall,
  ): Promise<{ kind: "found" } | { kind: "refused"; reason: string } | { kind: "nothing" } | Unknown>;
};
