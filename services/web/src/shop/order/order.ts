/** What a page tells of an order. Pure. */
import type { Cart } from "@shop/contracts/order/carts";
import type { Order } from "@shop/contracts/order/orders";
import type { TimelineEntry } from "@shop/contracts/order/timeline";
import { words } from "../../words/en.ts";

const { orderPage } = words;

/** Who looks: whose order it is may do something with it; whoever has a link reads it. */
export type Reader = {
  readonly isOwner: boolean;
  /** The token of a link. */
  readonly access: string | undefined;
};

/** Until then something may happen that its customer waits for. */
export const isMoving = ({ status, payment }: Order): boolean =>
  status === "cancelled"
    ? ["pending", "authorised", "captured", "unknown"].includes(payment.status)
    : status !== "delivered";

export const canCancel = ({ status, shipments }: Order): boolean =>
  (status === "pending" || status === "confirmed") && shipments.length === 0;

/** Another card may do. */
export const canPayAgain = ({ reason }: Order): boolean =>
  reason === "payment_declined" || reason === "payment_failed" || reason === "timed_out";

/** The bag still has all of it: it may have been bought since, or emptied. */
export const isKept = ({ lines }: Order, cart: Cart | undefined): boolean =>
  lines.every(({ sku }) => cart?.lines.some((line) => line.sku === sku) === true);

export const isInvoiced = ({ payment }: Order): boolean =>
  ["captured", "refunded", "partially_refunded"].includes(payment.status) && payment.captured.amount > 0;

/** In words, and where there is one, the reason. */
export function sentenceOf(order: Order, entries: readonly TimelineEntry[]): string {
  const { sentences, reasons, insufficient } = orderPage;
  if (order.status === "cancelled") {
    const isInsufficient = entries.some(
      ({ type, detail }) => type === "payment.declined" && (detail ?? "").includes("insufficient"),
    );
    return `${reasons[order.reason ?? "staff"]}${isInsufficient ? ` ${insufficient}` : ""}`;
  }
  if (order.status === "pending") return pendingSentence(order);
  if (order.status === "confirmed" && order.shipments.length > 0) return sentences.partly;
  return sentences[order.status];
}

function pendingSentence({ payment }: Order): string {
  const { payment: waiting, held, pending } = orderPage.sentences;
  if (payment.actionUrl !== undefined) return waiting;
  return payment.status === "unknown" ? held : pending;
}

/** What is not known to this version is told by its name. */
export const entryText = ({ type, detail }: TimelineEntry): string => {
  const text = orderPage.told[type] ?? type;
  return (type === "shipment.sent" || type === "shipment.delivered") && detail !== null
    ? `${text}: ${detail}`
    : text;
};

export const pathOf = (id: string, rest = "", access?: string): string =>
  `/order/${encodeURIComponent(id)}${rest}${access === undefined ? "" : `?access=${encodeURIComponent(access)}`}`;
