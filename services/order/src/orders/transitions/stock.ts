/** News of an order's stock, brought by the catalog. */
import type { Order } from "../order.ts";
import { orderEvents } from "@shop/contracts/order/events";
import { confirmed } from "./payment.ts";
import { compensate, end, entry, isEnding, isFree, next, owed, type At, type Outcome } from "./next.ts";

/** Asking for an authorisation is given up after this long without an answer. */
const giveUpAuthorisingMs = 30_000;

/** Catalog holds the goods: the provider may be asked. Where nothing is to be paid, nobody is. */
export function stockReserved(order: Order, { now }: At): Outcome {
  if (order.state !== "placed") return undefined;
  const timeline = [entry("stock.reserved", "catalog")];
  if (isFree(order)) {
    const events = [orderEvents.paymentAuthorised.of({ orderId: order.id, amount: order.total })];
    return next(order, { state: "committing" }, now, { events, timeline });
  }
  return next(order, { state: "authorising" }, now, {
    timeline,
    owes: [owed("authorise", now, giveUpAuthorisingMs)],
  });
}

/** Not enough to hold, or the hold had ended before the sale. */
export function stockRejected(
  order: Order,
  { skus, now }: { readonly skus: readonly string[] } & At,
): Outcome {
  const timeline = [entry("stock.rejected", "catalog", skus.join(", ") || null)];
  if (order.state === "placed") return end(order, "out_of_stock", "catalog", now, { timeline });
  if (order.state === "committing") return compensate(order, "out_of_stock", "catalog", now, { timeline });
  return undefined;
}

/** The sale is final in the catalog: the money may be taken. */
export function stockCommitted(order: Order, { now }: At): Outcome {
  if (order.state !== "committing") return undefined;
  const timeline = [entry("stock.committed", "catalog")];
  if (isFree(order)) return confirmed(order, order.payment, timeline, now);
  return next(order, { state: "capturing" }, now, {
    timeline,
    owes: [owed("capture", now)],
  });
}

const held: ReadonlySet<Order["state"]> = new Set(["placed", "authorising", "payment_unknown", "committing"]);

/** What was held or sold is on the shelf again. A hold may have run out before its order ends: that is told once. */
export function stockReleased(order: Order, { returned, now }: { readonly returned: boolean } & At): Outcome {
  if (order.isStockBack || !(isEnding(order) || (held.has(order.state) && !returned))) return undefined;
  const type = returned ? "stock.returned" : "stock.released";
  return next(order, { isStockBack: true }, now, { timeline: [entry(type, "catalog")] });
}
