/**
 * What may happen to an order once it is placed. Pure: no clock, no database, no network.
 * Every transition looks at the state first: `undefined` says that nothing is to be done,
 * so late, repeated and out-of-order news is harmless. News that a message brings is named in the past tense. What people
 * ask for is refused by an error.
 */
import type { Order } from "../order.ts";
import { cancelled, mailSent, timedOut } from "./ending.ts";
import type { At, Outcome } from "./next.ts";
import { noticed } from "./notice.ts";
import {
  actionNeeded,
  authorisationFailed,
  authorised,
  captured,
  captureRefused,
  declined,
  moneyReturned,
  paymentUnknown,
} from "./payment.ts";
import { refundDone, refundFailed, refundRequested, refundRestocked } from "./refund.ts";
import { delivered, shipped } from "./shipping.ts";
import { stockCommitted, stockRejected, stockReleased, stockReserved } from "./stock.ts";

export const transitions = {
  stockReserved,
  stockRejected,
  stockCommitted,
  stockReleased,
  authorised,
  actionNeeded,
  declined,
  authorisationFailed,
  paymentUnknown,
  captured,
  captureRefused,
  moneyReturned,
  shipped,
  delivered,
  refundRequested,
  refundDone,
  refundFailed,
  refundRestocked,
  noticed,
  cancelled,
  timedOut,
  mailSent,
};

/** One of them: it takes what it must be told, and the time. */
export type Transition<Told extends At> = (order: Order, told: Told) => Outcome;
