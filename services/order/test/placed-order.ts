/** An order as the decision to take it makes it, for tests without a service. */
import type { OrderRequest } from "@shop/contracts/order/orders";
import { euros } from "@shop/contracts/language/values";
import type { Decision } from "../src/orders/order.ts";
import type { FoundCoupon } from "../src/coupons/find-coupon.ts";
import { place } from "../src/orders/place.ts";
import { firstMethods } from "../src/shipping-methods/first-methods.ts";
import { firstRates } from "../src/tax-rates/first-rates.ts";

const quote = {
  sku: "66432-BLK",
  productId: "66432",
  name: "Phone cover, black",
  image: null,
  price: euros(1999),
  available: 5,
  onSale: true,
};

export const placed = ({
  id = "order-1",
  now = new Date("2026-11-21T10:00:00.000Z"),
  payment = { method: "card", token: "tok_ok" },
  coupon,
}: {
  id?: string;
  now?: Date;
  payment?: OrderRequest["payment"];
  coupon?: FoundCoupon;
} = {}): Decision =>
  place({
    id,
    number: "0123456789",
    customerId: "customer-1",
    request: {
      contact: { email: "alice@example.com", name: "Alice" },
      shippingAddress: {
        name: "Alice",
        line1: "Main St 1",
        city: "Berlin",
        postalCode: "10115",
        country: "DE",
      },
      shippingMethod: "standard",
      payment,
    },
    wanted: [{ sku: "66432-BLK", quantity: 2, index: 0 }],
    cartVersion: null,
    currency: "EUR",
    shippingMethod: firstMethods(["DE"], ["EUR"])[0],
    taxRates: firstRates,
    coupon,
    quotes: new Map([[quote.sku, quote]]),
    deadlineMs: 14 * 60_000,
    now,
  });
