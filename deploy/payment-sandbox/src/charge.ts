/** What may happen to a charge: pure decisions. A refusal is a value here, as a provider's "no" is an ordinary answer. */
import { conflict, type Refusal } from "./refusal.ts";

export type Money = { readonly amount: number; readonly currency: string };

type ChargeStatus = "authorised" | "captured" | "voided" | "refunded" | "partially_refunded" | "declined";

export type Charge = {
  readonly id: string;
  readonly orderId: string;
  /** The payment's reference: the Idempotency-Key it was authorised under. */
  readonly key: string;
  readonly amount: Money;
  readonly status: ChargeStatus;
  readonly captured: Money;
  readonly refunded: Money;
  readonly at: string;
};

export type Decision = { readonly charge: Charge } | { readonly refusal: Refusal };

/** `declined` leaves a charge that nothing can be done with, so that the ledger shows every attempt. */
export function authorise(
  attempt: Pick<Charge, "id" | "orderId" | "key" | "amount" | "at">,
  { isDeclined }: { isDeclined: boolean },
): Charge {
  const nothing = { amount: 0, currency: attempt.amount.currency };
  return { ...attempt, status: isDeclined ? "declined" : "authorised", captured: nothing, refunded: nothing };
}

/** Once, and never more than was authorised. */
export function capture(charge: Charge, amount: Money): Decision {
  if (charge.status !== "authorised") return { refusal: notAuthorised(charge) };
  if (amount.currency !== charge.amount.currency) return { refusal: otherCurrency(charge) };
  if (amount.amount > charge.amount.amount) {
    return { refusal: conflict("charge.amount_too_large", "More than was authorised", { charge }) };
  }
  return { charge: { ...charge, status: "captured", captured: amount } };
}

/** Voiding twice is voiding once. */
export function voidCharge(charge: Charge): Decision {
  if (charge.status === "voided") return { charge };
  if (charge.status !== "authorised") return { refusal: notAuthorised(charge) };
  return { charge: { ...charge, status: "voided" } };
}

/** Any number of times, together never more than was captured. */
export function refund(charge: Charge, amount: Money): Decision {
  if (charge.captured.amount === 0) {
    return { refusal: conflict("charge.not_captured", "Nothing was captured", { charge }) };
  }
  if (amount.currency !== charge.amount.currency) return { refusal: otherCurrency(charge) };
  const total = charge.refunded.amount + amount.amount;
  if (total > charge.captured.amount) {
    return { refusal: conflict("charge.refund_too_large", "More than was captured", { charge }) };
  }
  const status = total === charge.captured.amount ? "refunded" : "partially_refunded";
  return { charge: { ...charge, status, refunded: { ...amount, amount: total } } };
}

const otherCurrency = (charge: Charge) =>
  conflict("charge.other_currency", `The charge is in ${charge.amount.currency}`, { charge });

function notAuthorised(charge: Charge): Refusal {
  if (charge.status === "voided") return conflict("charge.voided", "The charge was voided", { charge });
  if (charge.status === "declined") return conflict("charge.declined", "The charge was declined", { charge });
  return conflict("charge.captured", "The charge was captured", { charge });
}
