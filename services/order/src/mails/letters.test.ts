import type { MailKind } from "../orders/order.ts";
import { expect, test } from "vitest";
import { moneyText } from "@shop/contracts/language/money-text";
import { write } from "@shop/kit/mail/letter";
import { unlinked } from "./unlinked.ts";
import { letterOf, type Mailed } from "./letters.ts";
import { sampleOrder, samples } from "./samples.ts";

const shopUrl = "https://shop.example.com";
const links = { shopUrl, tokenFor: (id: string) => `token-of-${id}` };
const written = (mail: MailKind, order: Mailed = sampleOrder, about?: string) =>
  write(letterOf({ mail, ...(about !== undefined && { about }) }, order, links));

const cancelledFor = (
  reason: NonNullable<Mailed["reason"]>,
  status: Mailed["payment"]["status"],
  owes: Mailed["owes"] = [],
) => written("cancelled", { ...sampleOrder, reason, owes, payment: { ...sampleOrder.payment, status } }).text;

test("there is a sample of every kind, and none has a hole", () => {
  const kinds: Record<MailKind, true> = {
    confirmation: true,
    cancelled: true,
    shipped: true,
    refunded: true,
    review_invitation: true,
    lookup: true,
  };
  expect(new Set(samples.map(({ mail }) => mail))).toEqual(new Set(Object.keys(kinds)));
  for (const { order, ...owed } of samples) {
    const { subject, text, html } = write(letterOf(owed, order, links));
    expect(`${subject}${text}${html}`).not.toMatch(/undefined|null|\[object|NaN/);
    expect(text).toContain("Hello Alice,");
  }
});

test("who has not paid sends nobody a name of theirs by our mail", () => {
  const captured = { amount: 0, currency: "EUR" };
  const payment = { ...sampleOrder.payment, status: "declined", captured } as const;
  const contact = { email: "a-stranger@example.com", name: "You have won: https://evil.example" };
  const { text, html } = written("cancelled", {
    ...sampleOrder,
    contact,
    payment,
    reason: "payment_declined",
  });
  expect(text).toMatch(/^Hello,\n/);
  expect(text + html).not.toContain("evil");
});

test("what a guest typed is no link in our mail, also once it was paid", () => {
  const typed = "You have won: https://evil.example/prize";
  const contact = { email: "a-stranger@example.com", name: typed };
  const shippingAddress = { ...sampleOrder.shippingAddress, name: typed, line1: "www.evil.example" };
  const order = { ...sampleOrder, contact, shippingAddress };
  for (const { text, html } of [written("confirmation", order), written("shipped", order, "shipment-1")]) {
    expect(text).toContain("Hello You have won: https:// evil. example/prize,");
    expect(text + html).not.toMatch(/evil\.example/);
  }
});

test("a confirmation adds up, and leads to the order", () => {
  const { subject, text } = written("confirmation");
  expect(subject).toBe("Your order 7F3K9QX2AB is confirmed");
  for (const line of [
    "2 × Soft-Touch Phone Cover, black: €39.98",
    "Discount WELCOME10: −€5.25",
    "Shipping: €4.90",
    "Total, tax included: €52.13",
    "Tax in it: €8.32",
    "Look at your order: https://shop.example.com/order/01kb1x7r4n8wq2c5t9e3m6a0zd",
  ])
    expect(text.split("\n")).toContain(line);
});

test("tax that comes on top is told by its rates", () => {
  const total = { amount: 6_204, currency: "EUR" };
  const tax = { amount: 991, currency: "EUR" };
  const taxes = [{ rate: 1_900, net: sampleOrder.total, tax }];
  const { text } = written("confirmation", { ...sampleOrder, total, tax, taxes });
  expect(text).toContain("Tax, 19 %: €9.91");
  expect(text).not.toContain("Tax in it");
});

test("who is told of a cancelled order is told why, and what becomes of the money", () => {
  expect(cancelledFor("out_of_stock", "voided")).toMatch(/sold out[\s\S]*not been charged/);
  expect(cancelledFor("payment_declined", "declined")).toMatch(/bank has declined[\s\S]*not been charged/);
  expect(cancelledFor("payment_failed", "voided")).not.toMatch(/bank|card/);
  expect(cancelledFor("customer", "refunded")).toMatch(/as you have asked[\s\S]*on its way back/);
  const returning = {
    id: "return_money",
    kind: "return_money",
    dueAt: new Date(),
    attempts: 0,
    giveUpAt: null,
  } as const;
  expect(cancelledFor("timed_out", "unknown", [returning])).toMatch(/in time[\s\S]*If anything was charged/);
});

test("a parcel is told with its carrier, its number and what is in it, and no other", () => {
  const { text } = written("shipped", sampleOrder, "shipment-1");
  expect(text).toContain("With DHL, tracking number:\n00340434161094042557");
  expect(text).toContain("2 × Soft-Touch Phone Cover, black");
  expect(text).not.toContain("Earl Grey");
  expect(text).toContain("since 25 November 2026");
  expect(() => written("shipped", sampleOrder, "shipment-2")).toThrow("shipment-2");
});

test("money that went back is told to the cent", () => {
  const { text } = written("refunded", sampleOrder, "refund-1");
  expect(text).toContain("we have sent €24.89 back to you");
  expect(text).toContain("1 × Soft-Touch Phone Cover, black: €19.99");
  expect(() => written("refunded")).toThrow("such thing");
});

test("an invitation leads to each product that came, once, and to none that was paid back instead", () => {
  const [parcel] = sampleOrder.shipments;
  if (!parcel) throw new Error("The sample has no parcel");
  const urls = (order: Mailed) => written("review_invitation", order).text.match(/https:\S+/g);
  expect(urls(sampleOrder)).toEqual(["https://shop.example.com/p/66432-BLK"]);
  const tea = { ...parcel, id: "shipment-2", lines: [{ sku: "TEA-250", quantity: 1 }] };
  const [first, second] = sampleOrder.lines;
  if (!first || !second) throw new Error("The sample has not got two lines");
  const red = { ...first, sku: "66432-RED" };
  const whole = { ...parcel, lines: [...parcel.lines, { sku: red.sku, quantity: 1 }] };
  const lines = [first, red, second];
  expect(urls({ ...sampleOrder, lines, shipments: [whole, tea] })).toEqual([
    "https://shop.example.com/p/66432-BLK",
    "https://shop.example.com/p/TEA-250",
  ]);
});

const hostile = `</p><script src="//evil.example"></script><a href='https://prize.example'>&amp;"`;

test("names of people and products are text, whatever they hold", () => {
  const [line] = sampleOrder.lines;
  if (!line) throw new Error("The sample has no line");
  const order: Mailed = {
    ...sampleOrder,
    contact: { email: "eve@example.com", name: hostile },
    lines: [{ ...line, name: hostile }],
    coupon: hostile,
    shippingAddress: { ...sampleOrder.shippingAddress, name: hostile, line1: hostile },
    shipments: [{ ...sampleOrder.shipments[0]!, carrier: hostile, trackingNumber: hostile }],
  };
  const mails = [
    written("confirmation", order),
    written("shipped", order, "shipment-1"),
    written("refunded", order, "refund-1"),
    written("review_invitation", order),
    written("cancelled", { ...order, reason: "staff" }),
  ];
  for (const { html, text } of mails) {
    expect(html).not.toContain("<script");
    expect(html).not.toMatch(/<a href='|<a href="https:\/\/prize/);
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html.match(/<[a-z!/][^>]*>/g)?.join("")).not.toContain("evil");
    expect(text).toContain(`Hello ${unlinked(hostile)},`);
  }
});

test.each([
  [{ amount: 1_999, currency: "EUR" }, "€19.99"],
  [{ amount: 5, currency: "EUR" }, "€0.05"],
  [{ amount: 1_999, currency: "JPY" }, "JP¥1,999"],
  [{ amount: 1_234, currency: "KWD" }, "KWD 1.234"],
  [{ amount: 123_456, currency: "HUF" }, "HUF 1,234.56"],
  [{ amount: 1_000_000_000_000, currency: "EUR" }, "€10,000,000,000.00"],
  [{ amount: 999_999_999_999, currency: "CLF" }, "CLF 99,999,999.9999"],
])("%j reads %s", (money, text) => {
  expect(moneyText(money).replaceAll("\u00a0", " ")).toBe(text);
});

test("what was asked for by number is a link that shows the order to whoever has it", () => {
  const { id } = sampleOrder;
  expect(written("lookup").text).toContain(`${shopUrl}/order/${id}?access=token-of-${id}`);
});
