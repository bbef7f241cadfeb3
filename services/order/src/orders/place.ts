/** The decision to take an order: prices come from the quotes, never from the client. Pure. */
import type { Quote } from "@shop/contracts/catalog";
import { orderEvents, type OrderLine, type OrderRequest } from "@shop/contracts/order";
import { euros } from "@shop/contracts/values";
import { orderErrors, type LineError } from "./errors.ts";
import type { Decision } from "./order.ts";
import { priceOf } from "./pricing.ts";

export type WantedLine = { readonly sku: string; readonly quantity: number };

const maxQuantity = 99;

/** Equal SKUs become one line, in the order they first appeared. */
export function mergeLines(lines: readonly WantedLine[]): WantedLine[] {
  const merged = new Map<string, number>();
  for (const { sku, quantity } of lines) merged.set(sku, (merged.get(sku) ?? 0) + quantity);
  const result = [...merged].map(([sku, quantity]) => ({ sku, quantity }));
  const tooMany = result.flatMap(({ sku, quantity }, index) =>
    quantity > maxQuantity
      ? [{ path: `lines.${index}.quantity`, message: `at most ${maxQuantity}`, sku }]
      : [],
  );
  if (tooMany.length > 0) throw orderErrors.tooMany(tooMany);
  return result;
}

export type PlaceOrder = {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly idempotencyKey: string;
  readonly request: OrderRequest;
  readonly wanted: readonly WantedLine[];
  readonly fromCart: boolean;
  readonly quotes: ReadonlyMap<string, Quote>;
  /** An order that is still not final after this long is ended; holds in the catalog live longer. */
  readonly deadlineMs: number;
  readonly now: Date;
};

export function place({ request, wanted, quotes, deadlineMs, now, ...ids }: PlaceOrder): Decision {
  const lines = toOrderLines(wanted, quotes);
  const price = priceOf(lines, request.shippingMethod);
  const { customerId } = ids;
  return {
    order: {
      ...ids,
      ...price,
      state: "placed",
      reason: null,
      lines,
      contact: request.contact,
      shippingAddress: request.shippingAddress,
      shippingMethod: request.shippingMethod,
      payment: {
        status: "pending",
        method: request.payment.method,
        token: request.payment.token,
        chargeId: null,
        captured: euros(0),
        refunded: euros(0),
      },
      task: null,
      deadlineAt: new Date(now.getTime() + deadlineMs),
      mailed: [],
      sequence: 1,
      timelineLength: 1,
      version: 1,
      createdAt: now,
      updatedAt: now,
    },
    events: [
      orderEvents.orderPlaced.of({ orderId: ids.id, customerId, lines: [...wanted], total: price.total }),
    ],
    timeline: [{ type: "order.placed", actor: "customer", detail: null }],
    mails: [],
  };
}

function toOrderLines(wanted: readonly WantedLine[], quotes: ReadonlyMap<string, Quote>): OrderLine[] {
  const errors: LineError[] = [];
  const lines: OrderLine[] = [];
  for (const [index, { sku, quantity }] of wanted.entries()) {
    const quote = quotes.get(sku);
    const problem = whyNot(quote, quantity);
    if (problem || !quote) {
      errors.push({ path: `lines.${index}.sku`, message: problem ?? "is not known", sku });
      continue;
    }
    const { productId, name, price } = quote;
    lines.push({
      sku,
      productId,
      name,
      quantity,
      unitPrice: price,
      lineTotal: euros(price.amount * quantity),
    });
  }
  if (errors.length > 0) throw orderErrors.unavailable(errors);
  return lines;
}

function whyNot(quote: Quote | undefined, quantity: number): string | undefined {
  if (!quote) return "is not known";
  if (!quote.onSale) return "is not on sale";
  if (quote.available < quantity)
    return quote.available === 0 ? "is out of stock" : `has only ${quote.available} left`;
  return undefined;
}
