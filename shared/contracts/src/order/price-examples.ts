/** What makes the prices of orders in the demo shop: coupons, ways to send, and tax. */
import type { ExamplesOf } from "../language/example.ts";
import { euros } from "../language/values.ts";
import type { couponsApi } from "./coupons.ts";
import type { shippingMethodsApi } from "./shipping-methods.ts";
import type { taxRatesApi } from "./tax-rates.ts";

type PriceApi = typeof couponsApi & typeof shippingMethodsApi & typeof taxRatesApi;

const spring = { code: "SPRING-25" };
const coupon = {
  ...spring,
  kind: "percent" as const,
  value: 25,
  currency: "EUR",
  startsAt: null,
  endsAt: null,
  totalLimit: null,
  perCustomerLimit: 1,
  minimum: 1000,
  active: true,
  used: 0,
  version: 1,
};

export const priceExamples: ExamplesOf<PriceApi> = {
  createCoupon: {
    body: { code: "SPRING-25", kind: "percent", value: 25, minimum: 1000, perCustomerLimit: 1 },
    reply: coupon,
  },
  getCoupon: { params: spring, reply: coupon },
  updateCoupon: { params: spring, body: { endsAt: "2027-03-31T22:00:00.000Z", active: true } },
  removeCoupon: { params: spring },
  listShippingOffers: {
    query: { country: "DE", weight: 350, subtotal: 1999 },
    reply: {
      items: [{ id: "standard", name: "Standard", price: euros(490), days: { min: 2, max: 5 } }],
      next: null,
    },
  },
  createShippingMethod: {
    body: {
      id: "bulky",
      name: "By forwarding agent",
      zones: [{ countries: ["DE", "AT"] }, { countries: ["CH"], regions: ["Basel-Stadt"] }],
      prices: [{ upToGrams: 30_000, price: euros(2990) }, { price: euros(5990) }],
      freeAbove: [euros(100_000)],
      days: { min: 5, max: 10 },
    },
  },
  getShippingMethod: { params: { id: "standard" } },
  removeShippingMethod: { params: { id: "bulky" } },
  updateShippingMethod: { params: { id: "bulky" }, body: { days: { min: 4, max: 8 } } },
  createTaxRate: { body: { country: "NO", category: "standard", rate: 2500, inclusive: false } },
  getTaxRate: { params: { id: "de-standard" } },
  removeTaxRate: { params: { id: "de-reduced" } },
  updateTaxRate: { params: { id: "de-standard" }, body: { rate: 1900 } },
};
