/** The decision to take an order: prices come from the quotes, never from the client. Pure. */
import { isPriced, type PricedQuote } from "@shop/contracts/catalog/quotes";
import type { Money } from "@shop/contracts/language/values";
import { orderEvents } from "@shop/contracts/order/events";
import type { OrderRequest } from "@shop/contracts/order/orders";
import { toAddress } from "../addresses/address.ts";
import type { Quotes } from "../carts/cart.ts";
import { discountOf, type Redemption } from "../coupons/coupon.ts";
import { couponErrors } from "../coupons/errors.ts";
import type { FoundCoupon } from "../coupons/find-coupon.ts";
import { isSame, nothing } from "../pricing/money.ts";
import { lineTotalOf, priceOf, subtotalOf, type Price } from "../pricing/price.ts";
import type { WantedLine } from "../requests/wanted-lines.ts";
import { shippingErrors } from "../shipping-methods/errors.ts";
import { priceFor, type ShippingMethod } from "../shipping-methods/shipping-method.ts";
import { taxFor, type TaxRate } from "../tax-rates/tax-rate.ts";
import { orderErrors, type LineError } from "./errors.ts";
import type { Decision } from "./order.ts";
import { deadline, entry } from "./transitions/next.ts";

export type PlaceOrder = {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly request: OrderRequest;
  readonly wanted: readonly WantedLine[];
  /** Of the cart the lines come from; null: none. */
  readonly cartVersion: number | null;
  readonly currency: string;
  /** In that currency. */
  readonly quotes: Quotes;
  /** The one that is asked for; undefined: there is none. */
  readonly shippingMethod: ShippingMethod | undefined;
  /** Of the destination's country. */
  readonly taxRates: readonly TaxRate[];
  readonly coupon: FoundCoupon | undefined;
  /** An order that is still not final after this long is ended; holds in the catalog live longer. */
  readonly deadlineMs: number;
  readonly now: Date;
};

export function place(input: PlaceOrder): Decision {
  const { id, number, customerId, request, cartVersion, coupon, deadlineMs, now } = input;
  const { lines, ...price } = pricesOf(input);
  const { total } = price;
  const { expectedTotal: expected } = request;
  if (expected && !isSame(expected, total)) throw orderErrors.totalChanged(expected, total);
  const ends = deadline(new Date(now.getTime() + deadlineMs));
  return {
    order: {
      id,
      number,
      customerId,
      cartVersion,
      placedBy: customerId,
      ...price,
      state: "placed",
      reason: null,
      lines: lines.map(({ quote: _quote, ...line }) => line),
      contact: request.contact,
      shippingAddress: toAddress(request.shippingAddress),
      shippingMethod: request.shippingMethod,
      coupon: coupon?.coupon.code ?? null,
      payment: {
        // Where there is nothing to pay, nobody is asked for money.
        status: total.amount === 0 ? "captured" : "pending",
        method: request.payment.method,
        token: request.payment.token,
        chargeId: null,
        captured: nothing(total.currency),
        refunded: nothing(total.currency),
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
    events: [orderEvents.orderPlaced.of({ orderId: id, customerId, lines: lines.map(toAsked), total })],
    timeline: [entry("order.placed", "customer")],
    owes: [ends],
    ...(coupon && { redeems: toRedemption(coupon) }),
  };
}

const toAsked = ({ sku, quantity }: Line) => ({ sku, quantity });

const toRedemption = ({ coupon, redeemer }: FoundCoupon): Redemption => ({ coupon, redeemer });

type Line = ReturnType<typeof toLines>[number];

function pricesOf({
  request,
  wanted,
  currency,
  quotes,
  shippingMethod,
  taxRates,
  coupon,
  now,
}: PlaceOrder): Price<Line> {
  const lines = toLines(wanted, quotes);
  const subtotal = subtotalOf(lines, currency);
  const applied = coupon
    ? discountOf(coupon.coupon, { ...coupon, subtotal, now })
    : { discount: nothing(currency) };
  if ("reason" in applied) throw couponErrors.unusable(applied.reason, coupon?.coupon);
  const { country, region } = request.shippingAddress;
  return priceOf({
    lines,
    taxCategoryOf: ({ quote }) => quote.taxCategory ?? "standard",
    discount: applied.discount,
    shipping: shippingFor(shippingMethod, { request, lines, subtotal }),
    taxOf: (category) => taxFor(taxRates, { country, region, category }),
  });
}

function shippingFor(
  method: ShippingMethod | undefined,
  {
    request: { shippingAddress: destination, shippingMethod },
    lines,
    subtotal,
  }: { readonly request: OrderRequest; readonly lines: readonly Line[]; readonly subtotal: Money },
): Money {
  const weightGrams = lines.reduce(
    (sum, { quote, quantity }) => sum + (quote.weightGrams ?? 0) * quantity,
    0,
  );
  const price = method && priceFor(method, { destination, weightGrams, subtotal });
  if (!price) throw shippingErrors.unavailable(shippingMethod);
  return price;
}

function toLines(wanted: readonly WantedLine[], quotes: Quotes) {
  const errors: LineError[] = [];
  const offers: { readonly quote: PricedQuote; readonly quantity: number }[] = [];
  for (const { sku, quantity, index } of wanted) {
    const known = quotes.get(sku);
    const quote = known && isPriced(known) ? known : undefined;
    const message = whyNot(quote, quantity);
    if (message === undefined && quote) offers.push({ quote, quantity });
    else errors.push({ path: `lines.${index}.sku`, message: message ?? notOnSale, sku });
  }
  if (errors.length > 0) throw orderErrors.unavailable(errors);
  return offers.map(({ quote, quantity }) => {
    const { sku, productId, name, image, price: unitPrice } = quote;
    const lineTotal = lineTotalOf(unitPrice, quantity);
    return { sku, productId, name, image, quantity, unitPrice, lineTotal, quote };
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
