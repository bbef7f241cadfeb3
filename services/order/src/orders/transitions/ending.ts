/** An order that is ended by a person or by the clock, and what is told about how it ended. */
import { orderErrors } from "../errors.ts";
import type { Order } from "../order.ts";
import { compensate, end, entry, isEnding, isFree, next, owed, type At, type Outcome } from "./next.ts";
import { isSold } from "./shipping.ts";

/** Repeating it changes nothing. Money that was authorised or taken goes back. Throws `order.too_late` once a parcel has left. */
export function cancelled(order: Order, { by, now }: { readonly by: "customer" | "staff" } & At): Outcome {
  if (isEnding(order)) return undefined;
  if (order.shipments.length > 0) throw orderErrors.tooLate();
  if (order.state === "placed") return end(order, by, by, now, {});
  return compensate(order, by, by, now, {});
}

/** The deadline has passed. A payment that is still unknown stays so, and is asked after until it is back. */
export function timedOut(order: Order, { now }: At): Outcome {
  if (isSold(order) || order.state === "cancelled") return undefined;
  if (order.state === "compensating") return next(order, { state: "cancelled" }, now, { done: ["deadline"] });
  const owes = order.state === "placed" || isFree(order) ? [] : [owed("return_money", now)];
  return end(order, "timed_out", "system", now, { owes });
}

export function mailSent(order: Order, { id, now }: { readonly id: string } & At): Outcome {
  const owing = order.owes.find((task) => task.id === id);
  if (owing?.kind !== "mail") return undefined;
  return next(order, {}, now, { timeline: [entry("mail.sent", "system", owing.mail)], done: [id] });
}
