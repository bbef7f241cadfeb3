/** An order of which each kind of mail can be told, to look at what they say. */
import type { Money } from "@shop/contracts/language/values";
import type { MailKind } from "../orders/order.ts";
import type { Mailed } from "./letters.ts";

const at = new Date("2026-11-25T10:15:30.123Z");
const money = (amount: number): Money => ({ amount, currency: "EUR" });

const line = (sku: string, name: string, quantity: number, price: number): Mailed["lines"][number] => {
  const lineTotal = money(quantity * price);
  const unitPrice = money(price);
  return { sku, productId: sku, name, quantity, unitPrice, lineTotal, discount: money(0), paid: lineTotal };
};

export const sampleOrder: Mailed = {
  id: "01kb1x7r4n8wq2c5t9e3m6a0zd",
  number: "7F3K9QX2AB",
  reason: null,
  lines: [
    line("66432-BLK", "Soft-Touch Phone Cover, black", 2, 1_999),
    line("TEA-250", "Earl Grey <loose>, “250 g”", 1, 1_250),
  ],
  contact: { email: "alice@example.com", name: "Alice" },
  shippingAddress: {
    name: "Alice",
    line1: "Main St 1",
    city: "Berlin",
    postalCode: "10115",
    country: "DE",
  },
  coupon: "WELCOME10",
  subtotal: money(5_248),
  discount: money(525),
  shipping: money(490),
  tax: money(832),
  taxes: [{ rate: 1_900, net: money(4_381), tax: money(832) }],
  total: money(5_213),
  payment: {
    status: "captured",
    method: "card",
    token: "tok_ok",
    chargeId: "ch_1",
    captured: money(5_213),
    refunded: money(0),
  },
  shipments: [
    {
      id: "shipment-1",
      carrier: "DHL",
      trackingNumber: "00340434161094042557",
      lines: [{ sku: "66432-BLK", quantity: 2 }],
      shippedAt: at,
      deliveredAt: null,
    },
  ],
  refunds: [
    {
      id: "refund-1",
      amount: money(2_489),
      lines: [{ sku: "66432-BLK", quantity: 1, amount: money(1_999), units: [1] }],
      shipping: money(490),
      reason: null,
      status: "done",
      createdAt: at,
      restock: false,
      doneAt: at,
      restockedAt: null,
      creditNote: null,
    },
  ],
  owes: [],
};

type Sample = { readonly mail: MailKind; readonly about?: string; readonly order: Mailed };

const cancelled = (reason: NonNullable<Mailed["reason"]>, status: Mailed["payment"]["status"]): Sample => ({
  mail: "cancelled",
  order: {
    ...sampleOrder,
    id: `${sampleOrder.id}-${reason}`,
    reason,
    payment: { ...sampleOrder.payment, status },
  },
});

/** One of each kind, and of each reason to cancel. */
export const samples: readonly Sample[] = [
  { mail: "confirmation", order: sampleOrder },
  { mail: "shipped", about: "shipment-1", order: sampleOrder },
  { mail: "refunded", about: "refund-1", order: sampleOrder },
  { mail: "review_invitation", order: sampleOrder },
  { mail: "lookup", order: sampleOrder },
  cancelled("out_of_stock", "voided"),
  cancelled("payment_declined", "declined"),
  cancelled("payment_failed", "voided"),
  cancelled("timed_out", "unknown"),
  cancelled("customer", "refunded"),
  cancelled("staff", "refunded"),
];
