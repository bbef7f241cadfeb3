/**
 * The points at which a process can be made to die, listed from the code: a new one without a story is a red test. Those
 * between the writes of one step of stock, and what is left of it, are the catalog's own test's.
 */
import { steps } from "../../services/catalog/src/stock/reservation.ts";
import { holdTasks } from "../../services/catalog/src/stock/tasks.ts";
import { mailTasks } from "../../services/order/src/mails/tasks.ts";
import { deadlineTasks } from "../../services/order/src/orders/tasks.ts";
import { transitions } from "../../services/order/src/orders/transitions/transitions.ts";
import { paymentTasks } from "../../services/order/src/payments/tasks.ts";

const nothing = {} as never;
/** Only several SKUs are given back when one is missing. */
const alone = steps.filter((step) => step !== "reject");
const kinds = { ...paymentTasks(nothing), ...mailTasks(nothing), ...deadlineTasks(nothing) };
const byCatalog = " by the catalog";

export const points = [
  "order.placed",
  ...Object.keys(transitions)
    // A bank that asks its customer: the sandbox has none.
    .filter((name) => name !== "actionNeeded")
    .map((name) => `order.${name}`),
  ...alone.map((name) => `stock.${name}`),
  ...Object.keys(kinds).map((kind) => `orders.${kind}.taken`),
  ...Object.keys(holdTasks(nothing))
    .filter((kind) => kind !== "proceed")
    .map((kind) => `reservations.${kind}.taken`),
  "outbox.published",
  `outbox.published${byCatalog}`,
];

/** Who dies there, and the name by which the process knows the point. */
export function toDeath(point: string): {
  readonly service: "catalog" | "order";
  readonly crashAt: string;
} {
  const isOfCatalog = /^(stock|reservations)\./.test(point) || point.endsWith(byCatalog);
  return { service: isOfCatalog ? "catalog" : "order", crashAt: point.replace(byCatalog, "") };
}
