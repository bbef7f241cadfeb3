/** Every way an order can go, walked by trying all that can be told of it in every situation it can come to. */
import { AppError } from "@shop/kit/errors";
import { placed } from "../test/placed-order.ts";
import type { Order, OrderState } from "../src/orders/order.ts";
import { samples, tell, type News } from "./samples.ts";

/** What was seen of one news in one state, in any of its situations. */
export type Seen = {
  readonly from: OrderState;
  readonly news: News;
  /** The state it leads to, or the code of the refusal. */
  readonly to: OrderState | { readonly refused: string };
  readonly events: Set<string>;
  readonly owes: Set<string>;
};

/** So many parcels and refunds show all there is to see. */
const mostParts = 2;

const now = new Date("2026-11-21T10:00:00.000Z");

export function walkOrders(): Seen[] {
  const seen = new Map<string, Seen>();
  const first = placed({ now }).order;
  const known = new Set([situationOf(first)]);
  const open = [first];
  for (let order = open.pop(); order; order = open.pop())
    for (const news of Object.keys(samples) as News[])
      for (const told of samples[news](order)) {
        const after = look(seen, order, news, told);
        if (!after || after.shipments.length > mostParts || after.refunds.length > mostParts) continue;
        const situation = situationOf(after);
        if (known.has(situation)) continue;
        known.add(situation);
        open.push(after);
      }
  return [...seen.values()];
}

/** The order afterwards, if anything was done. */
function look(seen: Map<string, Seen>, order: Order, news: News, told: object): Order | undefined {
  const result = tell(order, news, told, now);
  if (!result) return undefined;
  const to = result instanceof AppError ? { refused: result.code } : result.order.state;
  const key = JSON.stringify([order.state, news, to]);
  const row = seen.get(key) ?? { from: order.state, news, to, events: new Set(), owes: new Set() };
  seen.set(key, row);
  if (result instanceof AppError) return undefined;
  for (const { name } of result.events) row.events.add(name);
  for (const task of result.owes) row.owes.add(task.kind === "mail" ? `mail ${task.mail}` : task.kind);
  return result.order;
}

/** What decides what can happen next; two orders that are alike in it are one situation. */
const situationOf = ({ state, payment, refunds, shipments, owes, isStockBack, capturedAt }: Order): string =>
  JSON.stringify([
    state,
    payment.status,
    payment.captured.amount,
    refunds.map(({ status, lines, amount, restockedAt }) => [
      status,
      lines,
      amount.amount,
      restockedAt !== null,
    ]),
    shipments.map(({ lines, deliveredAt }) => [lines, deliveredAt !== null]),
    owes
      .filter(({ kind }) => kind !== "mail")
      .map(({ id }) => id)
      .toSorted(),
    owes.some(({ kind }) => kind === "mail"),
    isStockBack,
    capturedAt !== null,
  ]);
