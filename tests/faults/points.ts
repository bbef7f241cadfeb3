/**
 * The points at which a process can be made to die, listed from the code: a new one without a story is a red test. Those
 * between the writes of one step of stock, and what is left of it, are the catalog's own test's.
 */
import { steps } from "../../services/catalog/src/stock/step.ts";
import { holdTasks } from "../../services/catalog/src/stock/tasks.ts";
import { invoiceTasks } from "../../services/order/src/invoices/tasks.ts";
import { lookupCollection } from "../../services/order/src/lookup/lookup-store.ts";
import { lookedUp } from "../../services/order/src/lookup/lookup.ts";
import { lookupTasks } from "../../services/order/src/lookup/tasks.ts";
import { mailTasks } from "../../services/order/src/mails/tasks.ts";
import { deadlineTasks } from "../../services/order/src/orders/tasks.ts";
import {
  refundDone,
  refundFailed,
  refundRequested,
  refundRestocked,
} from "../../services/order/src/orders/transitions/refund.ts";
import { delivered, shipped } from "../../services/order/src/orders/transitions/shipping.ts";
import { transitions } from "../../services/order/src/orders/transitions/transitions.ts";
import { noticeCollection } from "../../services/order/src/payments/notice-store.ts";
import { noticeTasks, paymentTasks } from "../../services/order/src/payments/tasks.ts";
import { refundTasks } from "../../services/order/src/refunding/tasks.ts";
import { webhookTasks } from "../../services/order/src/webhooks/tasks.ts";
import { webhookCollection } from "../../services/order/src/webhooks/webhook-rows.ts";

const nothing = {} as never;
/** Only several SKUs are given back when one is missing. */
const alone = steps.filter((step) => step !== "reject");
const kindsAfterSale = { ...refundTasks(nothing), ...invoiceTasks(nothing) };
const kinds = {
  ...paymentTasks(nothing),
  ...mailTasks(nothing),
  ...deadlineTasks(nothing),
  ...kindsAfterSale,
};
const byCatalog = " by the catalog";

/** Of parcels, refunds and invoices; after-sale-crash.test.ts has their stories. */
export const pointsAfterSale: readonly string[] = [
  ...[shipped, delivered, refundRequested, refundDone, refundFailed, refundRestocked].map(
    ({ name }) => `order.${name}`,
  ),
  ...Object.keys(kindsAfterSale).map((kind) => `orders.${kind}.taken`),
  "invoices.counted",
  "invoices.numbered",
  "stock.restock",
];

const taken = ({ name }: { readonly name: string }, tasks: object) =>
  Object.keys(tasks).map((kind) => `${name}.${kind}.taken`);

/** Of what others tell of an order or ask about it, and are told themselves; told-crash.test.ts has their stories. */
export const pointsOfNews: readonly string[] = [
  ...taken(noticeCollection, noticeTasks(nothing)),
  ...taken(lookupCollection, lookupTasks(nothing)),
  `order.${lookedUp.name}`,
  ...taken(webhookCollection, webhookTasks(nothing)),
];

/** On the way of an order to its end. */
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
].filter((point) => !pointsAfterSale.includes(point));

/** Who dies there, and the name by which the process knows the point. */
export function toDeath(point: string): {
  readonly service: "catalog" | "order";
  readonly crashAt: string;
} {
  const isOfCatalog = /^(stock|reservations)\./.test(point) || point.endsWith(byCatalog);
  return { service: isOfCatalog ? "catalog" : "order", crashAt: point.replace(byCatalog, "") };
}
