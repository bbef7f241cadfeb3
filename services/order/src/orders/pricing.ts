/** What an order costs. Catalogue prices include tax. */
import type { OrderLine, ShippingMethod } from "@shop/contracts/order";
import { euros } from "@shop/contracts/values";

const shippingPrice: Record<ShippingMethod, number> = { standard: 490, express: 990 };

/** Germany's standard rate; one rate until the shop sells to more than one tax area. */
const taxPercent = 19;

export function priceOf(lines: readonly Pick<OrderLine, "lineTotal">[], shippingMethod: ShippingMethod) {
  const subtotal = lines.reduce((sum, line) => sum + line.lineTotal.amount, 0);
  const shipping = shippingPrice[shippingMethod];
  const total = subtotal + shipping;
  return {
    subtotal: euros(subtotal),
    discount: euros(0),
    shipping: euros(shipping),
    tax: euros(Math.round((total * taxPercent) / (100 + taxPercent))),
    total: euros(total),
  };
}
