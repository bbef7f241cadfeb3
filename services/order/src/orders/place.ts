/** The decision to take an order: prices come from the quotes, never from the client. Pure. */
import type { PricedQuote } from "@shop/contracts/catalog/quotes";
import { euros, type Money } from "@shop/contracts/language/values";
import { maxQuantity } from "@shop/contracts/order/carts";
import { orderEvents } from "@shop/contracts/order/events";
import type { OrderLine, OrderRequest } from "@shop/contracts/order/orders";
import { toAddress } from "../addresses/address.ts";
import { lineTotalOf, priceOf } from "../pricing/price.ts";
import { orderErrors, type LineError } from "./errors.ts";
import type { Decision } from "./order.ts";
import { deadline, entry } from "./transitions/next.ts";

export type WantedLine = { readonly sku: string; readonly quantity: number };

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
  readonly request: OrderRequest;
  readonly wanted: readonly WantedLine[];
  /** Of the cart the lines come from; null: none. */
  readonly cartVersion: number | null;
  readonly quotes: ReadonlyMap<string, PricedQuote>;
  /** An order that is still not final after this long is ended; holds in the catalog live longer. */
  readonly deadlineMs: number;
  readonly now: Date;
};

export function place({ request, wanted, quotes, deadlineMs, now, ...ids }: PlaceOrder): Decision {
  const lines = toOrderLines(wanted, quotes);
  const price = priceOf(lines, request.shippingMethod);
  const { expectedTotal: expected } = request;
  if (expected && !isSame(expected, price.total)) throw orderErrors.totalChanged(expected, price.total);
  const { customerId } = ids;
  const ends = deadline(new Date(now.getTime() + deadlineMs));
  return {
    order: {
      ...ids,
      placedBy: customerId,
      ...price,
      state: "placed",
      reason: null,
      lines,
      contact: request.contact,
      shippingAddress: toAddress(request.shippingAddress),
      shippingMethod: request.shippingMethod,
      coupon: null,
      payment: {
        status: "pending",
        method: request.payment.method,
        token: request.payment.token,
        chargeId: null,
        captured: euros(0),
        refunded: euros(0),
      },
      shipments: [],
      refunds: [],
      capturedAt: null,
      invoice: null,
      owes: [ends],
      isStockBack: false,
      sequence: 1,
      version: 1,
      revision: 1,
      createdAt: now,
      updatedAt: now,
    },
    events: [
      orderEvents.orderPlaced.of({ orderId: ids.id, customerId, lines: [...wanted], total: price.total }),
    ],
    timeline: [entry("order.placed", "customer")],
    owes: [ends],
  };
}

const isSame = (a: Money, b: Money): boolean => a.amount === b.amount && a.currency === b.currency;

function toOrderLines(wanted: readonly WantedLine[], quotes: ReadonlyMap<string, PricedQuote>): OrderLine[] {
  const errors: LineError[] = [];
  const offers: { readonly quote: PricedQuote; readonly quantity: number }[] = [];
  for (const [index, { sku, quantity }] of wanted.entries()) {
    const quote = quotes.get(sku);
    const message = whyNot(quote, quantity);
    if (message === undefined && quote) offers.push({ quote, quantity });
    else errors.push({ path: `lines.${index}.sku`, message: message ?? notOnSale, sku });
  }
  if (errors.length > 0) throw orderErrors.unavailable(errors);
  return offers.map(({ quote: { sku, productId, name, price }, quantity }) => {
    const lineTotal = lineTotalOf(price, quantity);
    const line = { sku, productId, name, quantity, unitPrice: price, lineTotal };
    return { ...line, discount: euros(0), paid: lineTotal };
  });
}

/** The same words for what does not exist and for what is not sold yet or any more. */
const notOnSale = "is not on sale";

/** How many are left is the shop's business: it says only that they are too few. */
function whyNot(quote: PricedQuote | undefined, quantity: number): string | undefined {
  if (!quote?.onSale) return notOnSale;
  if (quote.available === 0) return "is out of stock";
  return quote.available < quantity ? "is not available in this quantity" : undefined;
}
