/** What a cart comes to when it is sent somewhere, for each way to send it: as an order of it would say. Pure. */
import type { Cart as PublicCart } from "@shop/contracts/order/carts";
import type { CartDelivery } from "@shop/contracts/order/cart-deliveries";
import type { Quotes } from "../carts/cart.ts";
import { priceOf } from "../pricing/price.ts";
import { offersFor, type Destination, type ShippingMethod } from "../shipping-methods/shipping-method.ts";
import { taxFor, type TaxRate } from "../tax-rates/tax-rate.ts";

export type Delivered = {
  readonly cart: Pick<PublicCart, "lines" | "subtotal" | "discount">;
  readonly quotes: Quotes;
  readonly destination: Destination;
  readonly methods: readonly ShippingMethod[];
  /** Of the destination's country. */
  readonly taxRates: readonly TaxRate[];
};

/** The cheapest first, of the lines that can be bought. Throws 409 when it is more than the shop can count. */
export function deliveriesOf({ cart, quotes, destination, methods, taxRates }: Delivered): CartDelivery[] {
  const lines = cart.lines.flatMap(({ sku, quantity, lineTotal, available }) =>
    available && lineTotal ? [{ sku, quantity, lineTotal }] : [],
  );
  if (lines.length === 0) return [];
  const weightGrams = lines.reduce(
    (sum, { sku, quantity }) => sum + (quotes.get(sku)?.weightGrams ?? 0) * quantity,
    0,
  );
  const { country, region } = destination;
  return offersFor(methods, { destination, weightGrams, subtotal: cart.subtotal }).map((offer) => {
    const { tax, taxes, total } = priceOf({
      lines,
      taxCategoryOf: ({ sku }) => quotes.get(sku)?.taxCategory ?? "standard",
      discount: cart.discount,
      shipping: offer.price,
      taxOf: (category) => taxFor(taxRates, { country, region, category }),
    });
    return { ...offer, tax, taxes: [...taxes], total };
  });
}
