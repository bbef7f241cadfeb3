/** A purchase in the demo shop. */
import { black, cover, item, price } from "../catalog/examples.ts";
import type { ExamplesOf } from "../language/example.ts";
import { euros } from "../language/values.ts";
import type { orderApi } from "./api.ts";
import { priceExamples } from "./price-examples.ts";

const at = "2026-11-25T10:15:30.123Z";
const shipping = euros(490);
const total = euros(2489);

const contact = { email: "alice@example.com", name: "Alice" };
const shippingAddress = {
  name: "Alice",
  line1: "Main St 1",
  city: "Berlin",
  postalCode: "10115",
  country: "DE",
};

const line = {
  ...black,
  productId: cover.id,
  name: "Soft-Touch Phone Cover, black",
  quantity: 1,
  unitPrice: price,
  lineTotal: price,
};

const cart = {
  lines: [{ ...line, image: item.image, available: true, standing: "available" as const }],
  currency: "EUR",
  coupon: null,
  couponReason: null,
  subtotal: price,
  discount: euros(0),
  total: price,
  changes: [],
  version: 1,
};

const order = {
  id: "01kb1x7r4n8wq2c5t9e3m6a0zd",
  number: "7F3K9QX2",
  status: "confirmed" as const,
  reason: null,
  lines: [{ ...line, image: item.image, discount: euros(0), paid: price }],
  contact,
  shippingAddress,
  shippingMethod: "standard" as const,
  coupon: null,
  subtotal: price,
  discount: euros(0),
  shipping,
  tax: euros(397),
  taxes: [{ rate: 1900, net: euros(total.amount - 397), tax: euros(397) }],
  total,
  payment: { status: "captured" as const, method: "card" as const, captured: total, refunded: euros(0) },
  shipments: [],
  refunds: [],
  version: 4,
  createdAt: at,
  updatedAt: at,
};

const entry = { id: "1", at, type: "order.placed", actor: "customer", detail: null };

const webhook = {
  id: "0b7c1f4e-6f0e-4a8e-9d5b-2f1f4f7f6a10",
  url: "https://hooks.example.com/shop",
  events: ["order.confirmed" as const],
  previousSecretUntil: null,
  createdAt: at,
};
const delivery = {
  id: "5d2f9c1a-30f4-4d44-8f0c-6d1f0f8f9b21",
  event: "order.confirmed",
  at,
  status: "delivered" as const,
  attempts: [{ at, responseStatus: 204, error: null }],
  nextAt: null,
};

export const orderExamples: ExamplesOf<typeof orderApi> = {
  getCart: { reply: cart },
  listCartDeliveries: {
    query: { country: "DE", postalCode: "10115" },
    reply: {
      version: cart.version,
      items: [
        {
          id: "standard",
          name: "Standard",
          price: shipping,
          days: { min: 2, max: 4 },
          tax: order.tax,
          taxes: order.taxes,
          total,
        },
      ],
    },
  },
  addCartLine: { body: { ...black, quantity: 1 }, reply: cart },
  setCartLine: { params: black, body: { quantity: 2 } },
  removeCartLine: { params: black },
  setCartCurrency: { body: { currency: "EUR" } },
  setCartCoupon: { body: { code: "the-code-of-your-coupon" } },
  claimCart: {
    body: { guestToken: "the-accessToken-of-your-guest" },
    reply: { ...cart, notTaken: [{ ...black, quantity: 1, reason: "too_many" as const }] },
  },
  lookUpOrder: { body: { number: "7F3K9QX2", email: contact.email } },
  listAllOrders: {
    query: { status: "confirmed", count: "true" },
    reply: { items: [order], next: null, total: { value: 1, exact: true } },
  },
  getSalesReport: {
    query: { from: "2026-11-25", to: "2026-11-25", timeZone: "Europe/Berlin" },
    reply: {
      items: [{ from: "2026-11-24T23:00:00.000Z", revenue: total, orders: 1, units: 1, refunds: euros(0) }],
      top: [{ productId: cover.id, name: line.name, units: 1, revenue: price }],
    },
  },
  ...priceExamples,
  placeOrder: {
    body: {
      lines: [{ ...black, quantity: 1 }],
      contact,
      shippingAddress,
      shippingMethod: "standard",
      payment: { method: "card", token: "tok_ok" },
    },
    reply: order,
  },
  listOrders: { reply: { items: [order], next: null } },
  getOrder: { reply: order },
  shipOrder: {
    body: { carrier: "DHL", trackingNumber: "00340434161094042557", lines: [{ ...black, quantity: 1 }] },
  },
  refundOrder: { body: { amount: euros(500), reason: "Late" } },
  receivePaymentWebhook: { params: { provider: "sandbox" }, reply: { received: true } },
  getTimeline: { reply: { items: [entry], next: null } },
  listWebhooks: { reply: { items: [webhook], next: null } },
  createWebhook: {
    body: { url: webhook.url, events: webhook.events },
    reply: { ...webhook, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwQxuqJ8wq3jI=" },
  },
  listDeliveries: { reply: { items: [delivery], next: null } },
  redeliver: { reply: delivery },
};
